package io.jcompose.cli.command;

import io.jcompose.cli.invocation.Invocation;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An archive that a command writes: to a file, which is there only when it is whole, or to the caller's standard output. */
public final class ArchiveOutput {
    private static final int BUFFER = 64 << 10;

    private ArchiveOutput() {}

    /** Writes an archive to a stream. */
    @FunctionalInterface
    public interface Writer {
        void to(OutputStream out) throws IOException;
    }

    /**
     * @param file as the user wrote it, null: standard output
     * @throws JcomposeException INVALID when that is a terminal
     */
    public static void write(Invocation invocation, @Nullable String file, Writer writer) throws IOException {
        if (file == null) {
            toCaller(invocation, writer);
            return;
        }
        Path target = target(invocation.resolve(file), file);
        // a name of its own: neither another command with this target nor the user has a file of it
        Path early = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            try (OutputStream out = new BufferedOutputStream(
                    Files.newOutputStream(early, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), BUFFER)) {
                writer.to(out);
            }
            Files.move(early, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(early);
        }
    }

    /** What will be replaced: behind links, and never a device, which would be gone for all programs of the machine. */
    private static Path target(Path path, String file) throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null && !Files.isDirectory(directory)) {
            throw ComposeCommand.invalid(
                    "invalid output path: directory \"" + directory + "\" does not exist",
                    "make it, or name another file");
        }
        if (!Files.exists(path)) {
            return path;
        }
        if (!Files.isRegularFile(path)) {
            throw ComposeCommand.invalid(
                    "invalid output path: \"" + file + "\" "
                            + (Files.isDirectory(path) ? "is a directory" : "is a device, a pipe or a socket"),
                    "name a file, or leave out -o and redirect the output");
        }
        return path.toRealPath();
    }

    /** Writes to standard output; INVALID when that is a terminal. */
    public static void toCaller(Invocation invocation, Writer writer) throws IOException {
        if (invocation.terminals().out()) {
            throw ComposeCommand.invalid("an archive is not for a terminal", "redirect the output, or name a file");
        }
        try (OutputStream out = new BufferedOutputStream(new ToCaller(invocation), BUFFER)) {
            writer.to(out);
        }
    }

    private static final class ToCaller extends OutputStream {
        private final Invocation invocation;

        ToCaller(Invocation invocation) {
            this.invocation = invocation;
        }

        @Override
        public void write(int single) {
            invocation.streams().out(new byte[] {(byte) single});
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            if (invocation.interrupts().isCallerGone()) {
                throw new JcomposeException(Kind.INTERRUPTED, "nobody reads the archive any more");
            }
            invocation.streams().out(Arrays.copyOfRange(bytes, offset, offset + length));
        }
    }
}
