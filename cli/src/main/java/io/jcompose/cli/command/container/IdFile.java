package io.jcompose.cli.command.container;

import io.jcompose.cli.command.ComposeCommand;
import io.jcompose.cli.invocation.Invocation;
import io.jcompose.engine.container.ContainerId;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The file that {@code --cidfile} asks for: there before its container, so that none is made whose id can't be told, and gone when there is none. */
final class IdFile implements AutoCloseable {
    private final Optional<Path> file;
    private boolean written;

    private IdFile(Optional<Path> file) {
        this.file = file;
    }

    /**
     * @param name as the user wrote it, null: no file is wanted
     * @throws JcomposeException when it is there already or can't be made
     */
    static IdFile of(@Nullable String name, Invocation invocation) {
        if (name == null) {
            return new IdFile(Optional.empty());
        }
        Path file = invocation.resolve(name);
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            throw new JcomposeException(
                    Kind.ALREADY_EXISTS,
                    "container ID file found, make sure the other container isn't running or delete " + file,
                    "delete it, or name another one");
        } catch (IOException e) {
            throw ComposeCommand.unopened(name, e, "name a file that can be written");
        }
        return new IdFile(Optional.of(file));
    }

    void write(ContainerId id) throws IOException {
        if (file.isPresent()) {
            Files.writeString(file.get(), id.value());
            written = true;
        }
    }

    @Override
    public void close() throws IOException {
        if (file.isPresent() && !written) {
            Files.deleteIfExists(file.get());
        }
    }
}
