package io.jcompose.engine.log.driver;

import io.jcompose.engine.log.LogLine;
import io.jcompose.engine.log.Stream;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.socket.UnixDatagrams;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends lines to systemd's journal by its native protocol (systemd.io/JOURNAL_NATIVE_PROTOCOL), with the fields of docker's driver. */
final class Journald implements Peer {
    static final Path SOCKET = Path.of("/run/systemd/journal/socket");

    private static final String ERROR = "3";
    private static final String INFORMATION = "6";

    private final Path path;
    private final Map<String, String> fields = new LinkedHashMap<>();
    private @Nullable UnixDatagrams socket;

    Journald(Path path, LogSubject container, LogAttributes attributes) {
        this.path = path;
        String tag = attributes.tag(container);
        fields.put("CONTAINER_ID", container.shortId());
        fields.put("CONTAINER_ID_FULL", container.id());
        fields.put("CONTAINER_NAME", container.name());
        fields.put("CONTAINER_TAG", tag);
        fields.put("IMAGE_NAME", container.imageName());
        fields.put("SYSLOG_IDENTIFIER", tag);
        attributes.of(container).forEach((name, value) -> fields.put(fieldName(name), value));
    }

    /** Capital letters, digits and underscores, the first one no underscore. */
    private static String fieldName(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_").replaceFirst("^_+", "");
    }

    @Override
    public void connect() throws IOException {
        close();
        if (!Files.exists(path)) {
            throw new IOException("journald is not enabled on this host");
        }
        try {
            socket = UnixDatagrams.connect(path.toString());
        } catch (LinuxException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void send(LogLine line) throws IOException {
        UnixDatagrams open = socket;
        if (open == null) {
            throw new IOException("there is no connection");
        }
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        field(entry, "MESSAGE", line.content());
        text(entry, "PRIORITY", line.stream() == Stream.STDERR ? ERROR : INFORMATION);
        fields.forEach((name, value) -> text(entry, name, value));
        text(entry, "SYSLOG_TIMESTAMP", DateTimeFormatter.ISO_INSTANT.format(line.instant()));
        if (!line.terminated()) {
            text(entry, "CONTAINER_PARTIAL_MESSAGE", "true");
        }
        try {
            open.send(entry.toByteArray());
        } catch (LinuxException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static void text(ByteArrayOutputStream entry, String name, String value) {
        field(entry, name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** A value with a line end in it is sent with its length, 64 bits little-endian. */
    private static void field(ByteArrayOutputStream entry, String name, byte[] value) {
        entry.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        if (new String(value, StandardCharsets.ISO_8859_1).indexOf('\n') < 0) {
            entry.write('=');
        } else {
            entry.write('\n');
            entry.writeBytes(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(value.length)
                    .array());
        }
        entry.writeBytes(value);
        entry.write('\n');
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
