package io.jcompose.cli.command.container;

import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Harmless;
import io.jcompose.cli.command.LogWindow;
import io.jcompose.cli.invocation.Streams;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.Logs;
import io.jcompose.engine.log.Stream;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "Fetch the logs of a container")
final class LogsOf extends ContainerCommand implements Harmless {
    /** Docker writes all nine digits, so that lines stand below each other. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    @Mixin
    final LogWindow window = new LogWindow();

    @Option(names = "--details", description = "Show extra details provided to logs")
    boolean details;

    @Parameters(index = "0", paramLabel = "CONTAINER")
    String name = "";

    LogsOf(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        Container container = engine().containers().get(name);
        if (container.spec().supervision().log().driver().equals("none")) {
            throw new JcomposeException(
                    Kind.UNSUPPORTED,
                    "configured logging driver does not support reading",
                    "create the container with another --log-driver");
        }
        String extra = details ? details(container) + " " : "";
        Streams streams = streams();
        engine().containers().logs().read(List.of(container.id().value()), window.query(), line -> {
            byte[] bytes = bytes(line, extra);
            if (line.stream() == Stream.STDOUT) {
                streams.out(bytes);
            } else {
                streams.err(bytes);
            }
        });
        return invocation().interrupts().lastSignal() == 0 ? 0 : 130;
    }

    private byte[] bytes(Logs.Line line, String extra) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (window.timestamps) {
            out.writeBytes((TIME.format(line.time()) + " ").getBytes(StandardCharsets.US_ASCII));
        }
        out.writeBytes(extra.getBytes(StandardCharsets.UTF_8));
        out.writeBytes(line.text());
        if (line.terminated()) {
            out.write('\n');
        }
        return out.toByteArray();
    }

    /** The labels and variables that {@code --log-opt labels=} and {@code env=} name. */
    private static String details(Container container) {
        Map<String, String> options = container.spec().supervision().log().options();
        StringBuilder out = new StringBuilder();
        append(out, options.getOrDefault("labels", ""), container.spec().labels());
        append(out, options.getOrDefault("env", ""), container.spec().process().environment());
        return out.toString();
    }

    private static void append(StringBuilder out, String names, Map<String, String> values) {
        for (String name : names.split(",")) {
            String value = values.get(name);
            if (value != null) {
                out.append(out.isEmpty() ? "" : ",").append(name).append('=').append(value);
            }
        }
    }
}
