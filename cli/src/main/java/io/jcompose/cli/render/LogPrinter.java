package io.jcompose.cli.render;

import io.jcompose.cli.invocation.Streams;
import io.jcompose.compose.apply.LogSink;
import io.jcompose.compose.apply.ServiceContainer;
import io.jcompose.engine.container.Logs;
import io.jcompose.engine.log.Stream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Log lines with {@code web-1  | } in front, each container in a colour of its own, stdout to stdout and stderr to stderr. Bytes go through as the container wrote
 * them.
 */
public final class LogPrinter implements LogSink {
    private final Streams streams;
    private final Style style;
    private final Map<String, Integer> colours = new LinkedHashMap<>();
    private final Map<String, byte[]> prefixes = new HashMap<>();
    private int width;

    public record Style(Ink ink, boolean prefix, boolean timestamps) {}

    public LogPrinter(Streams streams, Style style) {
        this.streams = streams;
        this.style = style;
    }

    /** Makes the prefixes as wide as the widest of these names; names that come later widen them from then on. */
    public synchronized void expect(Iterable<ServiceContainer> containers) {
        for (ServiceContainer container : containers) {
            know(container.logName());
        }
    }

    private void know(String name) {
        colours.putIfAbsent(name, colours.size());
        if (name.length() + 1 > width) {
            width = name.length() + 1;
            prefixes.clear();
        }
    }

    @Override
    public synchronized void line(ServiceContainer container, Logs.Line line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(line.text().length + 64);
        if (style.prefix()) {
            out.writeBytes(prefix(container.logName()));
        }
        if (style.timestamps()) {
            out.writeBytes((LogTime.of(line.time()) + " ").getBytes(StandardCharsets.UTF_8));
        }
        out.writeBytes(line.text());
        out.write('\n');
        if (line.stream() == Stream.STDOUT) {
            streams.out(out.toByteArray());
        } else {
            streams.err(out.toByteArray());
        }
    }

    /** A line of a hook in the container, with an arrow after its name. */
    public synchronized void hookLine(ServiceContainer container, String text) {
        byte[] prefix = style.prefix() ? prefix(container.logName() + " ->") : new byte[0];
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(prefix);
        out.writeBytes((text + "\n").getBytes(StandardCharsets.UTF_8));
        streams.out(out.toByteArray());
    }

    private byte[] prefix(String name) {
        know(name);
        return prefixes.computeIfAbsent(name, each -> {
            String padded = each + " ".repeat(width - each.length()) + " | ";
            return style.ink().service(colours.getOrDefault(each, 0), padded).getBytes(StandardCharsets.UTF_8);
        });
    }

    @Override
    public synchronized void exited(ServiceContainer container, int code, boolean restarting) {
        String name = container.logName();
        know(name);
        String text = style.ink().service(colours.getOrDefault(name, 0), name) + " exited with code " + code;
        streams.outLine(text + (restarting ? " (restarting)" : ""));
    }
}
