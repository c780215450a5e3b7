package io.jcompose.engine.build.dockerfile;

import io.jcompose.engine.image.Healthcheck;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HEALTHCHECK: {@code NONE}, or {@code CMD} with its options. */
final class HealthcheckReader {
    private static final Pattern DURATION_PART = Pattern.compile("\\G(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|ms|s|m|h)");
    private static final Map<String, Long> NANOS = Map.of(
            "ns",
            1L,
            "us",
            1_000L,
            "µs",
            1_000L,
            "ms",
            1_000_000L,
            "s",
            1_000_000_000L,
            "m",
            60_000_000_000L,
            "h",
            3_600_000_000_000L);

    private HealthcheckReader() {}

    static Instruction read(Node node, FlagReader flags, InstructionReader reader) {
        if (node.arguments().isEmpty()) {
            throw reader.error(
                    node,
                    "HEALTHCHECK requires at least one argument",
                    "write HEALTHCHECK CMD command, or HEALTHCHECK NONE");
        }
        String type = node.arguments().getFirst().toUpperCase(Locale.ROOT);
        List<String> command = node.arguments().subList(1, node.arguments().size());
        if (type.equals("NONE")) {
            if (!command.isEmpty()) {
                throw reader.error(node, "HEALTHCHECK NONE takes no arguments", "remove what follows NONE");
            }
            Healthcheck none =
                    new Healthcheck(List.of("NONE"), Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);
            return new Instruction.Health(node, none, false);
        }
        if (!type.equals("CMD")) {
            throw reader.error(
                    node, "unknown type \"" + type + "\" in HEALTHCHECK (try CMD)", "write HEALTHCHECK CMD command");
        }
        if (command.isEmpty()) {
            throw reader.error(node, "missing command after HEALTHCHECK CMD", "write the command");
        }
        List<String> test = new ArrayList<>();
        test.add(node.json() ? "CMD" : "CMD-SHELL");
        test.addAll(command);
        Healthcheck healthcheck = new Healthcheck(
                test,
                duration("interval", node, flags, reader),
                duration("timeout", node, flags, reader),
                duration("start-period", node, flags, reader),
                duration("start-interval", node, flags, reader),
                retries(node, flags, reader));
        return new Instruction.Health(node, healthcheck, !node.json());
    }

    private static int retries(Node node, FlagReader flags, InstructionReader reader) {
        String text = flags.value("retries").orElse("0");
        if (!text.matches("\\d{1,9}")) {
            throw reader.error(node, "--retries must be a number, not \"" + text + "\"", "write a number from 0 on");
        }
        return Integer.parseInt(text);
    }

    private static Duration duration(String name, Node node, FlagReader flags, InstructionReader reader) {
        String text = flags.value(name).orElse("0");
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher part = DURATION_PART.matcher(text);
        BigDecimal nanos = BigDecimal.ZERO;
        int end = 0;
        while (part.find()) {
            nanos = nanos.add(
                    new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(NANOS.getOrDefault(part.group(2), 0L))));
            end = part.end();
        }
        if (end != text.length() || text.isEmpty()) {
            throw reader.error(
                    node, "invalid duration \"" + text + "\" of --" + name, "write for example 30s or 1m30s");
        }
        Duration duration = Duration.ofNanos(nanos.longValue());
        if (!duration.isZero() && duration.toMillis() < 1) {
            throw reader.error(node, "interval \"" + name + "\" cannot be less than 1ms", "write a longer one");
        }
        return duration;
    }
}
