package io.jcompose.compose.apply;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a hook writes, line by line; its two streams are one. */
final class HookOutput {
    private static final int LONGEST = 16 * 1024;

    private final Session session;
    private final ServiceContainer container;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private Optional<String> last = Optional.empty();

    HookOutput(Session session, ServiceContainer container) {
        this.session = session;
        this.container = container;
    }

    synchronized void add(byte[] bytes) {
        for (byte each : bytes) {
            if (each == '\n') {
                tell();
            } else {
                line.write(each);
                if (line.size() == LONGEST) {
                    tell();
                }
            }
        }
    }

    /** A line whose end never came is one, too. */
    synchronized void end() {
        if (line.size() > 0) {
            tell();
        }
    }

    synchronized Optional<String> lastLine() {
        return last;
    }

    private void tell() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        last = Optional.of(text.strip()).filter(words -> !words.isEmpty()).or(() -> last);
        session.on(new Progress.HookLine(container, text));
    }
}
