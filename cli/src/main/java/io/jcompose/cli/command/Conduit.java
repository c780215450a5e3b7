package io.jcompose.cli.command;

import io.jcompose.cli.invocation.Interrupts;
import io.jcompose.cli.invocation.Invocation;
import io.jcompose.cli.invocation.Streams;
import io.jcompose.engine.container.Containers;
import io.jcompose.engine.container.Containers.Window;
import io.jcompose.engine.container.ExecSession;
import io.jcompose.engine.log.Stream;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Connects the caller's streams and terminal with a process in a container: input to it, output from it, window size, and signals when there is no terminal (on a
 * terminal Ctrl-C is a byte like others).
 */
public final class Conduit {
    private static final Logger LOG = System.getLogger(Conduit.class.getName());
    private static final int SIZE_PATIENCE_SECONDS = 2;
    /** Bytes on their way to the caller above which more is held back, and below which it goes on. */
    private static final long HIGH = 8 << 20;

    private static final long LOW = 2 << 20;

    /** Where nothing can be held back, what exceeds this is dropped. */
    private static final long MOST = 64 << 20;

    private static final Piece END = new Piece(Stream.STDOUT, new byte[0]);

    private final Invocation invocation;
    private final Wishes wishes;

    /** The engine's poller delivers here and must not wait for a slow caller; the queue's other end does. */
    private final LinkedBlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();

    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private volatile @Nullable ExecSession regulated;
    private volatile boolean left;

    /**
     * How the two are connected.
     *
     * @param terminal the process has one, and so has the caller
     * @param input what the caller says goes to the process
     * @param outputs which of its streams the caller hears
     * @param signals which of those that the caller gets go to the process
     * @param hangsUp the process gets a SIGHUP when its caller has gone
     * @param detach the keys that end the command and leave the process; only typed at a terminal
     * @param joins the process runs already: what it has drawn is to be drawn again, which no terminal keeps
     */
    public record Wishes(
            boolean terminal,
            boolean input,
            Set<Stream> outputs,
            Passing signals,
            boolean hangsUp,
            Optional<DetachKeys> detach,
            boolean joins) {
        /** Compose's run and exec: caller and process live and die together. */
        static Wishes together(boolean terminal, Passing signals) {
            return new Wishes(terminal, true, EnumSet.allOf(Stream.class), signals, true, Optional.empty(), false);
        }

        public Wishes joining() {
            return new Wishes(terminal, input, outputs, signals, hangsUp, detach, true);
        }
    }

    /** Signals that go to the process, rather than ending the command. */
    public enum Passing {
        NONE,
        /** Those that would end the command: it is the process that is to end. */
        ENDING,
        /** Whatever a client can get, as with docker's run and attach. */
        ALL
    }

    private record Piece(Stream stream, byte[] bytes) {}

    public Conduit(Invocation invocation, Wishes wishes) {
        this.invocation = invocation;
        this.wishes = wishes;
    }

    /** What the engine is to know of the caller. */
    public Containers.Caller caller() throws InterruptedException {
        return new Containers.Caller(this::output, wishes.input(), window());
    }

    /** The caller's, if the process has a terminal and the caller tells in time. */
    public Window window() throws InterruptedException {
        if (!wishes.terminal()) {
            return Window.UNKNOWN;
        }
        CompletableFuture<Window> size = new CompletableFuture<>();
        invocation.streams().onSize(now -> size.complete(new Window(now.rows(), now.columns())));
        try {
            return size.get(SIZE_PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.log(Level.DEBUG, "no window size", e);
            return Window.UNKNOWN;
        }
    }

    public void output(Stream stream, byte[] bytes) {
        if (!wishes.outputs().contains(stream)) {
            return;
        }
        ExecSession session = regulated;
        if (session == null && waiting.get() > MOST) {
            dropped.addAndGet(bytes.length);
            return;
        }
        long now = waiting.addAndGet(bytes.length);
        pieces.add(new Piece(stream, bytes));
        if (session != null && now > HIGH) {
            session.pauseOutput();
            // The other end may have caught up in between, and will not look again.
            if (waiting.get() < LOW) {
                session.resumeOutput();
            }
        }
    }

    /** From now on this session's output is held back while the caller reads slowly. */
    public void regulate(ExecSession session) {
        regulated = session;
        if (waiting.get() > HIGH) {
            session.pauseOutput();
            if (waiting.get() < LOW) {
                session.resumeOutput();
            }
        }
    }

    private void passed(int bytes) {
        long now = waiting.addAndGet(-bytes);
        ExecSession session = regulated;
        if (session != null && now < LOW && now + bytes >= LOW) {
            session.resumeOutput();
        }
    }

    /**
     * Until the process ends, or its caller leaves it by the detach keys.
     *
     * @param kill sends a signal by name
     * @param await gives the exit code
     * @return the exit code; absent when the caller has left the process
     */
    public OptionalInt run(Containers.Attachment process, Consumer<String> kill, IntSupplier await)
            throws InterruptedException {
        // Before its output is shown: who has seen some may send a signal.
        try (Interrupts.Listening listening = listen(kill)) {
            return connected(process, kill, await);
        }
    }

    private OptionalInt connected(Containers.Attachment process, Consumer<String> kill, IntSupplier await)
            throws InterruptedException {
        Streams streams = invocation.streams();
        Thread command = Thread.currentThread();
        if (wishes.terminal()) {
            // Before any output: a terminal that is not raw yet would add a carriage return to each line.
            streams.raw(wishes.input());
        }
        Thread output = Thread.ofVirtual().start(this::copyOutput);
        Thread input = Thread.ofVirtual().start(() -> copyInput(process, command));
        try {
            if (wishes.terminal()) {
                follow(process);
            }
            return OptionalInt.of(await.getAsInt());
        } catch (JcomposeException e) {
            if (left) {
                Thread.interrupted();
                return OptionalInt.empty();
            }
            if (wishes.hangsUp() && invocation.interrupts().isCallerGone()) {
                // As when a terminal hangs up: what wants to go on without one can.
                kill.accept("SIGHUP");
            }
            throw e;
        } finally {
            pieces.add(END);
            input.interrupt();
            boolean interrupted = Thread.interrupted();
            output.join();
            if (wishes.terminal()) {
                streams.raw(false);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A program draws all it has when its window changes, so who joins one has a larger window until the terminal tells its size once more: as docker's attach does it. */
    private void follow(Containers.Attachment process) throws InterruptedException {
        Streams streams = invocation.streams();
        Consumer<Streams.Size> resize = size -> process.resize(size.rows(), size.columns());
        Window now = wishes.joins() ? window() : Window.UNKNOWN;
        if (now.equals(Window.UNKNOWN)) {
            streams.onSize(resize);
        } else {
            process.resize(now.rows() + 1, now.columns() + 1);
            streams.onNextSize(resize);
        }
    }

    private Interrupts.Listening listen(Consumer<String> kill) {
        Interrupts interrupts = invocation.interrupts();
        return switch (wishes.signals()) {
            case NONE -> () -> {};
            case ENDING -> interrupts.listen(signal -> pass(signal, kill));
            case ALL -> interrupts.listenToAll(signal -> pass(signal, kill));
        };
    }

    private void pass(int signal, Consumer<String> kill) {
        try {
            kill.accept(name(signal));
        } catch (JcomposeException unheard) {
            // That it has just ended or gone is what its exit code tells.
            if (unheard.kind() != Kind.CONFLICT && unheard.kind() != Kind.NOT_FOUND) {
                invocation.streams().errLine("jcompose: the signal was not passed on: " + unheard.getMessage());
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
                if (piece.stream() == Stream.STDOUT) {
                    invocation.streams().out(piece.bytes());
                } else {
                    invocation.streams().err(piece.bytes());
                }
                passed(piece.bytes().length);
            }
            if (dropped.get() > 0) {
                invocation
                        .streams()
                        .errLine("jcompose: " + dropped.get()
                                + " bytes were written faster than they were read and are only in the log");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @param command is interrupted when the detach keys were typed */
    private void copyInput(Containers.Attachment process, Thread command) {
        if (!wishes.input()) {
            return;
        }
        Optional<DetachKeys.Watch> watch =
                wishes.terminal() ? wishes.detach().map(DetachKeys::watch) : Optional.empty();
        byte[] buffer = new byte[32 << 10];
        try {
            InputStream in = invocation.streams().in();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                byte[] typed = Arrays.copyOf(buffer, count);
                process.write(watch.map(keys -> keys.passed(typed)).orElse(typed));
                if (watch.map(DetachKeys.Watch::complete).orElse(false)) {
                    left = true;
                    command.interrupt();
                    return;
                }
            }
            process.closeStdin();
        } catch (IOException | RuntimeException ended) {
            // The process may close its input, or end, while there is more to come.
            LOG.log(Level.DEBUG, "standard input goes nowhere any more", ended);
        }
    }
}
