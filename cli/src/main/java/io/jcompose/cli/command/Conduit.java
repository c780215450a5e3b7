package io.jcompose.cli.command;

import io.jcompose.cli.invocation.Interrupts;
import io.jcompose.cli.invocation.Invocation;
import io.jcompose.cli.invocation.Streams;
import io.jcompose.engine.container.Containers;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Connects the caller's streams and terminal with a process in a container: input to it, output from it, window size, and signals when there is no terminal (on a
 * terminal Ctrl-C is a byte like others).
 */
final class Conduit {
    private static final Logger LOG = System.getLogger(Conduit.class.getName());
    private static final int SIZE_PATIENCE_SECONDS = 2;
    private static final Piece END = new Piece(Containers.Stream.STDOUT, new byte[0]);

    private final Invocation invocation;
    private final boolean terminal;

    /** The engine's poller delivers here and must not wait for a slow caller; the queue's other end does. */
    private final LinkedBlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();

    record Size(int rows, int columns) {}

    private record Piece(Containers.Stream stream, byte[] bytes) {}

    Conduit(Invocation invocation, boolean terminal) {
        this.invocation = invocation;
        this.terminal = terminal;
    }

    /** The caller's window, zeros when it does not tell in time. */
    Size size() throws InterruptedException {
        CompletableFuture<Size> size = new CompletableFuture<>();
        invocation.streams().onSize(now -> size.complete(new Size(now.rows(), now.columns())));
        try {
            return size.get(SIZE_PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(Level.DEBUG, "no window size", e);
            return new Size(0, 0);
        }
    }

    void output(Containers.Stream stream, byte[] bytes) {
        pieces.add(new Piece(stream, bytes));
    }

    /**
     * Until the process ends.
     *
     * @param kill sends a signal by name
     * @param await gives the exit code
     */
    int run(Containers.Attachment process, Consumer<String> kill, IntSupplier await) throws InterruptedException {
        Streams streams = invocation.streams();
        Thread output = Thread.ofVirtual().start(this::copyOutput);
        Thread input = Thread.ofVirtual().start(() -> copyInput(process));
        try (Interrupts.Listening listening = invocation.interrupts().listen(signal -> kill.accept(name(signal)))) {
            if (terminal) {
                streams.raw(true);
                streams.onSize(size -> process.resize(size.rows(), size.columns()));
            }
            return await.getAsInt();
        } catch (JcomposeException e) {
            if (invocation.interrupts().isCallerGone()) {
                // As when a terminal hangs up: what wants to go on without one can.
                kill.accept("SIGHUP");
            }
            throw e;
        } finally {
            pieces.add(END);
            input.interrupt();
            boolean interrupted = Thread.interrupted();
            output.join();
            if (terminal) {
                streams.raw(false);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String name(int signal) {
        return switch (signal) {
            case 1 -> "SIGHUP";
            case 2 -> "SIGINT";
            case 15 -> "SIGTERM";
            default -> Integer.toString(signal);
        };
    }

    private void copyOutput() {
        try {
            for (@Nullable Piece piece = pieces.take(); piece != END; piece = pieces.take()) {
                if (piece.stream() == Containers.Stream.STDOUT) {
                    invocation.streams().out(piece.bytes());
                } else {
                    invocation.streams().err(piece.bytes());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void copyInput(Containers.Attachment process) {
        byte[] buffer = new byte[32 << 10];
        try {
            InputStream in = invocation.streams().in();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                process.write(Arrays.copyOf(buffer, count));
            }
            process.closeStdin();
        } catch (IOException | RuntimeException ended) {
            // The process may close its input, or end, while there is more to come.
            LOG.log(Level.DEBUG, "standard input goes nowhere any more", ended);
        }
    }
}
