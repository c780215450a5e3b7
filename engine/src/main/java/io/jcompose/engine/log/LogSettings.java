package io.jcompose.engine.log;

import io.jcompose.error.JcomposeException;
import java.util.Locale;
import java.util.Map;

/**
 * How a container's log is kept.
 *
 * @param kept false for the driver {@code none}
 * @param maxSize bytes of the current file before it is put aside
 * @param maxFiles files altogether
 */
public record LogSettings(boolean kept, long maxSize, int maxFiles, boolean compress) {
    /** Unlike docker, jcompose does not let a log fill the disk: 5 files of 10 MB. */
    public static final LogSettings DEFAULT = new LogSettings(true, 10_000_000, 5, true);

    /** From a logging driver's name and options; INVALID or UNSUPPORTED with the reason. */
    public static LogSettings of(String driver, Map<String, String> options) {
        boolean kept = switch (driver) {
            case "", "json-file", "local" -> true;
            case "none" -> false;
            default ->
                throw new JcomposeException(
                        JcomposeException.Kind.UNSUPPORTED,
                        "the logging driver \"" + driver + "\" is not there",
                        "use json-file, local or none");
        };
        long size = options.containsKey("max-size") ? bytes(options.get("max-size")) : DEFAULT.maxSize;
        int files = options.containsKey("max-file") ? number("max-file", options.get("max-file")) : DEFAULT.maxFiles;
        boolean compress = !"false".equals(options.get("compress"));
        return new LogSettings(kept, size, Math.max(1, files), compress);
    }

    private static long bytes(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.equals("-1")) {
            return Long.MAX_VALUE;
        }
        int end = lower.length();
        while (end > 0 && !Character.isDigit(lower.charAt(end - 1))) {
            end--;
        }
        long unit = switch (lower.substring(end)) {
            case "", "b" -> 1L;
            case "k", "kb" -> 1024L;
            case "m", "mb" -> 1024L * 1024;
            case "g", "gb" -> 1024L * 1024 * 1024;
            default -> throw invalid("max-size", text);
        };
        return number("max-size", lower.substring(0, end)) * unit;
    }

    private static int number(String option, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw invalid(option, text);
        }
    }

    private static JcomposeException invalid(String option, String text) {
        return new JcomposeException(
                JcomposeException.Kind.INVALID,
                "the logging option " + option + " is \"" + text + "\"",
                "write a number such as 10m or 3");
    }
}
