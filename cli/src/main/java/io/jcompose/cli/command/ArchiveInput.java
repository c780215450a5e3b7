package io.jcompose.cli.command;

import io.jcompose.cli.invocation.Invocation;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** An archive that a command reads: a file, or the caller's standard input. */
final class ArchiveInput {
    private ArchiveInput() {}

    /**
     * @param file as the user wrote it; {@code -}: standard input
     * @throws JcomposeException INVALID when that is a terminal, or the file can't be read
     */
    static InputStream open(Invocation invocation, String file) {
        if (file.equals("-")) {
            if (invocation.terminals().in()) {
                throw ComposeCommand.invalid(
                        "an archive is not typed at a terminal", "redirect the input, or name a file");
            }
            return invocation.streams().in();
        }
        Path path = invocation.resolve(file);
        if (Files.isDirectory(path)) {
            throw ComposeCommand.invalid("read " + file + ": is a directory", "name an archive");
        }
        try {
            return Files.newInputStream(path);
        } catch (IOException e) {
            throw ComposeCommand.unopened(file, e, "name a file that can be read");
        }
    }
}
