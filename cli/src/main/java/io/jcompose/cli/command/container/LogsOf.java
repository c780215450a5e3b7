package io.jcompose.cli.command.container;

import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Harmless;
import io.jcompose.cli.command.LogWindow;
import io.jcompose.cli.invocation.Streams;
import io.jcompose.cli.render.LogTime;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.Logs;
import io.jcompose.engine.log.Stream;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "Fetch the logs of a container")
final class LogsOf extends ContainerCommand implements Harmless {
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
        String id = container.id().value();
        Logs logs = engine().containers().logs();
        String extra = details ? details(logs.details(id)) + " " : "";
        Streams streams = streams();
        logs.read(List.of(id), window.query(invocation().now()), line -> {
            byte[] bytes = bytes(line, extra);
            if (line.stream() == Stream.STDOUT) {
                streams.out(bytes);
            } else {
                streams.err(bytes);
            }
        });
        return invocation().interrupts().exitCode();
    }

    private byte[] bytes(Logs.Line line, String extra) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (window.timestamps) {
            out.writeBytes((LogTime.of(line.time()) + " ").getBytes(StandardCharsets.US_ASCII));
        }
        out.writeBytes(extra.getBytes(StandardCharsets.UTF_8));
        out.writeBytes(line.text());
        if (line.terminated()) {
            out.write('\n');
        }
        return out.toByteArray();
    }

    /** As docker writes them: sorted, and escaped so that each line has them as one word. */
    private static String details(Map<String, String> details) {
        return details.entrySet().stream()
                .map(each -> escaped(each.getKey()) + "=" + escaped(each.getValue()))
                .collect(Collectors.joining(","));
    }

    /** Go's QueryEscape, which differs from Java's in two characters. */
    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
