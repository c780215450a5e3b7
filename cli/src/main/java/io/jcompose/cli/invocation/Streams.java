package io.jcompose.cli.invocation;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * The caller's standard streams and terminal. Writing blocks while the caller reads slowly, whether or not the thread is interrupted, and goes nowhere once the caller is gone.
 */
public interface Streams {
    void out(byte[] bytes);

    void err(byte[] bytes);

    default void out(String text) {
        out(text.getBytes(StandardCharsets.UTF_8));
    }

    default void err(String text) {
        err(text.getBytes(StandardCharsets.UTF_8));
    }

    default void outLine(String line) {
        out(line + "\n");
    }

    default void errLine(String line) {
        err(line + "\n");
    }

    /** The caller's standard input, which is read from its first use on. Reading is interruptible. */
    InputStream in();

    /** Puts the caller's terminal into raw mode, or back. It goes back by itself when the command ends. */
    void raw(boolean on);

    /** Hears the terminal's size soon and whenever it changes, on a thread that must not be held up; nothing comes when there is no terminal. */
    void onSize(Consumer<Size> listener);

    /** As {@link #onSize}, but the size that is known already is not told: the terminal is asked once more. */
    void onNextSize(Consumer<Size> listener);

    /** In characters; zeros when the terminal does not know. */
    record Size(int rows, int columns) {}
}
