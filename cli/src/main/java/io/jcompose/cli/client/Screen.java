package io.jcompose.cli.client;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Standard output and standard error, unbuffered. */
final class Screen {
    private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);
    private static final FileOutputStream ERR = new FileOutputStream(FileDescriptor.err);

    private Screen() {}

    /** IOException when nobody reads any more ({@code | head}). */
    static void out(byte[] bytes, int offset, int length) throws IOException {
        OUT.write(bytes, offset, length);
    }

    static void out(String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        OUT.write(bytes, 0, bytes.length);
    }

    static void err(byte[] bytes, int offset, int length) throws IOException {
        ERR.write(bytes, offset, length);
    }

    static void error(String sentence) {
        note("jcompose: " + sentence);
    }

    static void note(String text) {
        try {
            ERR.write((text + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException nobodyListens) {
            // There is no third place to say it; the exit code tells.
            return;
        }
    }
}
