package io.jcompose.cli.command;

import io.jcompose.cli.invocation.Streams;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** A caller without terminal and without input. */
final class CapturedStreams implements Streams {
    private final StringBuffer out = new StringBuffer();
    private final StringBuffer err = new StringBuffer();

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    @Override
    public void out(byte[] bytes) {
        out.append(new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public void err(byte[] bytes) {
        err.append(new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public InputStream in() {
        return InputStream.nullInputStream();
    }

    @Override
    public void raw(boolean on) {
        throw new AssertionError("there is no terminal");
    }

    @Override
    public void onSize(Consumer<Size> listener) {
        // There is no terminal, so there is no size.
    }

    @Override
    public void onNextSize(Consumer<Size> listener) {
        // There is no terminal, so there is no size.
    }
}
