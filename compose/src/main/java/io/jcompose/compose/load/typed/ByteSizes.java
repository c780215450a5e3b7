package io.jcompose.compose.load.typed;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes: {@code 64m}, {@code 1.5gb}, {@code 2GiB}; units are powers of 1024; -1 means without limit. */
public final class ByteSizes {
    private static final Pattern SIZE =
            Pattern.compile("\\+?((?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:e[+-]?[0-9]{1,3})?) ?([bkmgtp]?)(b|ib)?");
    private static final String UNITS = "kmgtp";

    private ByteSizes() {}

    public static long parse(String text) throws ValueException {
        if (text.equals("-1")) {
            return -1;
        }
        Matcher matcher = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        boolean twice = matcher.matches() && matcher.group(2).equals("b") && matcher.group(3) != null;
        boolean bare = matcher.matches()
                && matcher.group(2).isEmpty()
                && matcher.group(3) != null
                && !matcher.group(3).equals("b");
        if (!matcher.matches() || twice || bare) {
            throw new ValueException("\"" + text + "\" is not a size, write for instance 512m or 2gb");
        }
        BigDecimal factor =
                BigDecimal.valueOf(1024).pow(1 + UNITS.indexOf(matcher.group(2).isEmpty() ? "-" : matcher.group(2)));
        BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(factor);
        if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new ValueException("\"" + text + "\" is too large");
        }
        return bytes.longValue();
    }
}
