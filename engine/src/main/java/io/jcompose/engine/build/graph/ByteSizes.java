package io.jcompose.engine.build.graph;

import io.jcompose.error.JcomposeException;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code 64m} as docker does: powers of 1024, a {@code b} or {@code ib} may follow. */
final class ByteSizes {
    private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgt]?)(?:i?b)?");
    private static final Map<String, Integer> SHIFTS = Map.of("", 0, "k", 10, "m", 20, "g", 30, "t", 40);

    private ByteSizes() {}

    static long parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID, "invalid size: '" + text + "'", "write for example 64m");
        }
        return new BigDecimal(matcher.group(1))
                .multiply(BigDecimal.valueOf(1L << SHIFTS.getOrDefault(matcher.group(2), 0)))
                .longValue();
    }
}
