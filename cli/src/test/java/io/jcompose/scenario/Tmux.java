package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** A terminal of 100 by 30 on a tmux server of its own, in the directory of a stack. */
record Tmux(Stack stack, String socket) implements AutoCloseable {
    static Tmux of(Stack stack) {
        return new Tmux(stack, stack.directory().resolve("tmux").toString());
    }

    /** Runs the script, and then tells its exit code. */
    void begin(String script) {
        stack.with("inside.sh", script + "\necho ended $?\nexec sleep 1000\n");
        tmux("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "30", "bash inside.sh");
    }

    /** A further script on a screen that is empty. */
    void next(String script) {
        stack.with("inside.sh", script + "\necho ended $?\nexec sleep 1000\n");
        tmux("respawn-window", "-k", "bash inside.sh");
    }

    void type(String line) {
        tmux("send-keys", "-l", line);
        key("Enter");
    }

    void key(String name) {
        tmux("send-keys", name);
    }

    void resize(int columns, int rows) {
        tmux("resize-window", "-x", Integer.toString(columns), "-y", Integer.toString(rows));
    }

    String screen() {
        return tmux("capture-pane", "-p").out();
    }

    void awaitScreen(String text) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(screen()).contains(text));
    }

    private Outcome tmux(String... words) {
        List<String> quoted = new ArrayList<>();
        for (String word : words) {
            quoted.add("'" + word.replace("'", "'\\''") + "'");
        }
        return stack.shell("tmux -S " + socket + " " + String.join(" ", quoted))
                .run()
                .succeeds();
    }

    @Override
    public void close() {
        stack.shell("tmux -S " + socket + " kill-server").run();
    }
}
