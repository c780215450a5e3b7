package io.jcompose.cli.render;

import io.jcompose.cli.invocation.Streams;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Streams that remember what was written. */
final class RecordedStreams implements Streams {
    private final StringBuffer out = new StringBuffer();
    private final StringBuffer err = new StringBuffer();
    private final Size size;

    RecordedStreams(int rows, int columns) {
        this.size = new Size(rows, columns);
    }

    String written() {
        return out.toString();
    }

    String complained() {
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
        err.append(on ? "<raw>" : "<cooked>");
    }

    @Override
    public void onSize(Consumer<Size> listener) {
        listener.accept(size);
    }

    @Override
    public void onNextSize(Consumer<Size> listener) {
        onSize(listener);
    }
}
