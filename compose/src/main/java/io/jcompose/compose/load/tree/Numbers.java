package io.jcompose.compose.load.tree;

import java.math.BigDecimal;

/** Numbers as Go prints them, which is what `config` output shows. */
public final class Numbers {
    private Numbers() {}

    /** The number of a text as Go reads it: no blanks, no suffixes as in {@code 1d}, but {@code 1_000}. */
    public static double parse(String text) throws NumberFormatException {
        boolean foreign = !text.isEmpty() && "dDfF".indexOf(text.charAt(text.length() - 1)) >= 0;
        if (foreign || !text.equals(text.strip())) {
            throw new NumberFormatException(text);
        }
        return Double.parseDouble(text.replaceAll("(?<=[0-9])_(?=[0-9])", ""));
    }

    /** As fmt and YAML print it: plain notation for exponents from -4 to 5, else {@code 1e+06}. */
    public static String text(double value) {
        return text(value, -4, 5);
    }

    public static String text(BigDecimal value) {
        return text(value, -4, 5);
    }

    /** As encoding/json prints it: plain notation for exponents from -6 to 20. */
    public static String json(double value) {
        return text(value, -6, 20).replace("e-0", "e-");
    }

    public static String json(BigDecimal value) {
        return text(value, -6, 20).replace("e-0", "e-");
    }

    /** The shortest text that reads back as the same number, in plain notation where the exponent is between these. */
    private static String text(double value, int least, int most) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        return text(new BigDecimal(Double.toString(value)), least, most);
    }

    private static String text(BigDecimal value, int least, int most) {
        BigDecimal shortest = value.stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent >= least && exponent <= most) {
            return shortest.toPlainString();
        }
        String digits = shortest.unscaledValue().abs().toString();
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        String sign = value.signum() < 0 ? "-" : "";
        int size = Math.abs(exponent);
        return sign + mantissa + "e" + (exponent < 0 ? "-" : "+") + (size < 10 ? "0" : "") + size;
    }
}
