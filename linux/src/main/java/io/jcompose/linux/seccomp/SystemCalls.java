package io.jcompose.linux.seccomp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

/** The system calls by name, with their numbers on each architecture: system-calls.txt, which says how it is to be read. */
final class SystemCalls {
    private static final List<Architecture> COLUMNS =
            List.of(Architecture.X86_64, Architecture.X32, Architecture.X86, Architecture.AARCH64, Architecture.ARM);

    private static final Map<String, Map<Architecture, List<Place>>> TABLE = read();

    /**
     * Arguments that the kernel takes as 32 bits: it does not look at the upper half of the register, so a filter that did could be got round
     * by bits that mean nothing ({@code socket(1L << 32 | AF_VSOCK, ...)} is "greater than" any family).
     */
    private static final Map<String, Set<Integer>> HALVES = Map.ofEntries(
            Map.entry("clone", Set.of(0)),
            Map.entry("fcntl", Set.of(0, 1)),
            Map.entry("getsockopt", Set.of(0, 1, 2)),
            Map.entry("ioctl", Set.of(0, 1)),
            Map.entry("keyctl", Set.of(0)),
            Map.entry("personality", Set.of(0)),
            Map.entry("prctl", Set.of(0)),
            Map.entry("setns", Set.of(0, 1)),
            Map.entry("setsockopt", Set.of(0, 1, 2)),
            Map.entry("socket", Set.of(0, 1, 2)),
            Map.entry("socketpair", Set.of(0, 1, 2)));

    private SystemCalls() {}

    /**
     * Where a call is found.
     *
     * @param part the first argument that chooses it, when the number is that of a multiplexer
     */
    record Place(int number, OptionalInt part) {}

    /** Empty for a name that the architecture, or this version, does not know. */
    static List<Place> places(String name, Architecture architecture) {
        return TABLE.getOrDefault(name, Map.of()).getOrDefault(architecture, List.of());
    }

    static boolean isHalf(String name, int argument) {
        return HALVES.getOrDefault(name, Set.of()).contains(argument);
    }

    private static Map<String, Map<Architecture, List<Place>>> read() {
        Map<String, Map<Architecture, List<Place>>> table = new LinkedHashMap<>();
        try (InputStream in = Objects.requireNonNull(SystemCalls.class.getResourceAsStream("system-calls.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    List<String> fields = List.of(line.split(" "));
                    table.put(fields.getFirst(), places(fields));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Collections.unmodifiableMap(table);
    }

    private static Map<Architecture, List<Place>> places(List<String> fields) {
        Map<Architecture, List<Place>> places = new EnumMap<>(Architecture.class);
        for (int i = 0; i < COLUMNS.size(); i++) {
            String field = fields.get(i + 1);
            if (!field.equals("-")) {
                Architecture architecture = COLUMNS.get(i);
                List<Place> all = new ArrayList<>();
                for (String place : field.split(",")) {
                    all.add(place(place, architecture.offset()));
                }
                places.put(architecture, List.copyOf(all));
            }
        }
        return Collections.unmodifiableMap(places);
    }

    private static Place place(String text, int offset) {
        int slash = text.indexOf('/');
        return slash < 0
                ? new Place(Integer.parseInt(text) + offset, OptionalInt.empty())
                : new Place(
                        Integer.parseInt(text.substring(0, slash)) + offset,
                        OptionalInt.of(Integer.parseInt(text.substring(slash + 1))));
    }
}
