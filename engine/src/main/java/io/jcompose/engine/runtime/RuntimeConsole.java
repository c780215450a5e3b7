package io.jcompose.engine.runtime;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.terminal.ConsoleSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where another OCI runtime sends the terminal of the process that it makes, if that is to have one: its option {@code --console-socket}. */
final class RuntimeConsole implements AutoCloseable {
    private final Optional<Listening> listening;

    private record Listening(Stdio.Terminal size, Path path, ConsoleSocket socket) {}

    RuntimeConsole(Stdio stdio, RuntimeCommand command) {
        listening = stdio instanceof Stdio.Terminal size ? Optional.of(listen(size, command)) : Optional.empty();
    }

    private static Listening listen(Stdio.Terminal size, RuntimeCommand command) {
        Path path = command.temporary("c", "");
        RuntimeCommand.delete(path);
        return new Listening(size, path, ConsoleSocket.listen(path.toString()));
    }

    List<String> words() {
        return listening
                .map(at -> List.of("--console-socket", at.path().toString()))
                .orElse(List.of());
    }

    /** The terminal that was sent, of the size that was asked for; empty when none was asked for. */
    Optional<TerminalEnd> take() {
        return listening.map(at -> {
            TerminalEnd end = new MasterEnd(at.socket()
                    .take()
                    .orElseThrow(() -> new JcomposeException(Kind.UNAVAILABLE, "the runtime sent no terminal", "")));
            end.resize(at.size().rows(), at.size().columns());
            return end;
        });
    }

    @Override
    public void close() {
        listening.ifPresent(at -> at.socket().close());
    }
}
