package io.jcompose.engine.container;

import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/** Names for containers that nobody named, such as {@code calm_harbour_3f2a}. */
final class RandomName {
    private static final List<String> FIRST = List.of(
            "amber", "brisk", "calm", "clever", "daring", "eager", "fair", "gentle", "happy", "jolly", "keen", "lively",
            "merry", "noble", "proud", "quiet", "rapid", "sturdy", "tidy", "witty");
    private static final List<String> SECOND = List.of(
            "anchor", "barge", "beacon", "buoy", "canal", "coast", "crane", "dock", "ferry", "gull", "harbour",
            "island", "keel", "lagoon", "mast", "pier", "reef", "sail", "tide", "wharf");

    private RandomName() {}

    static String next(RandomGenerator random) {
        return FIRST.get(random.nextInt(FIRST.size()))
                + "_"
                + SECOND.get(random.nextInt(SECOND.size()))
                + "_"
                + HexFormat.of().toHexDigits(random.nextInt(0x10000), 4);
    }
}
