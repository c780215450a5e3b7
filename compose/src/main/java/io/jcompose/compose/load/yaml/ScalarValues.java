package io.jcompose.compose.load.yaml;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a plain scalar means. YAML 1.2 core, and from 1.1 what compose files still use: octal with a leading zero, binary, underscores in numbers.
 * {@code yes}, {@code no}, {@code on}, {@code off} and dates are strings.
 */
final class ScalarValues {
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUES = Set.of("true", "True", "TRUE");
    private static final Set<String> FALSES = Set.of("false", "False", "FALSE");
    private static final Map<String, Double> SPECIAL = Map.ofEntries(
            Map.entry(".inf", Double.POSITIVE_INFINITY),
            Map.entry(".Inf", Double.POSITIVE_INFINITY),
            Map.entry(".INF", Double.POSITIVE_INFINITY),
            Map.entry("+.inf", Double.POSITIVE_INFINITY),
            Map.entry("+.Inf", Double.POSITIVE_INFINITY),
            Map.entry("+.INF", Double.POSITIVE_INFINITY),
            Map.entry("-.inf", Double.NEGATIVE_INFINITY),
            Map.entry("-.Inf", Double.NEGATIVE_INFINITY),
            Map.entry("-.INF", Double.NEGATIVE_INFINITY),
            Map.entry(".nan", Double.NaN),
            Map.entry(".NaN", Double.NaN),
            Map.entry(".NAN", Double.NaN));
    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern INTEGER =
            Pattern.compile("[-+]?(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)");
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);

    private ScalarValues() {}

    static @Nullable Object ofPlain(String text) {
        if (NULLS.contains(text)) {
            return null;
        }
        if (TRUES.contains(text)) {
            return Boolean.TRUE;
        }
        if (FALSES.contains(text)) {
            return Boolean.FALSE;
        }
        Double special = SPECIAL.get(text);
        if (special != null) {
            return special;
        }
        char first = text.charAt(0);
        if (first == '+' || first == '-' || first == '.' || (first >= '0' && first <= '9')) {
            Object number = number(text.replace("_", ""));
            if (number != null) {
                return number;
            }
        }
        return text;
    }

    /**
     * A tag written in the file decides: {@code !!str 1} is text. Unknown tags mean nothing.
     *
     * @throws IllegalArgumentException when what is {@code !!binary} is not base64
     */
    static @Nullable Object ofTagged(String tag, String text, boolean plain) {
        return switch (tag) {
            case "tag:yaml.org,2002:str" -> text;
            case "tag:yaml.org,2002:null" -> null;
            case "tag:yaml.org,2002:int", "tag:yaml.org,2002:bool" -> ofPlain(text);
            case "tag:yaml.org,2002:binary" -> decoded(text);
            case "tag:yaml.org,2002:float" -> ofPlain(text) instanceof Number n ? (Object) n.doubleValue() : text;
            default -> plain ? ofPlain(text) : text;
        };
    }

    private static String decoded(String text) {
        return new String(Base64.getDecoder().decode(text.replaceAll("\\s", "")), StandardCharsets.UTF_8);
    }

    private static @Nullable Object number(String text) {
        if (INTEGER.matcher(text).matches()) {
            return integer(text);
        }
        return FLOAT.matcher(text).matches() && Double.isFinite(Double.parseDouble(text))
                ? (Object) Double.valueOf(text)
                : null;
    }

    private static Object integer(String text) {
        boolean negative = text.startsWith("-");
        String digits = negative || text.startsWith("+") ? text.substring(1) : text;
        String lower = digits.toLowerCase(Locale.ROOT);
        BigInteger value;
        if (lower.startsWith("0x")) {
            value = new BigInteger(lower.substring(2), 16);
        } else if (lower.startsWith("0b")) {
            value = new BigInteger(lower.substring(2), 2);
        } else if (lower.startsWith("0o")) {
            value = new BigInteger(lower.substring(2), 8);
        } else if (lower.startsWith("0") && lower.length() > 1) {
            value = new BigInteger(lower, 8);
        } else {
            value = new BigInteger(lower);
        }
        BigInteger signed = negative ? value.negate() : value;
        if (signed.compareTo(LONG_MIN) >= 0 && signed.compareTo(LONG_MAX) <= 0) {
            return signed.longValue();
        }
        return signed.bitLength() <= 64 && signed.signum() > 0 ? signed : (Object) signed.doubleValue();
    }
}
