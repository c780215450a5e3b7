package io.jcompose.cli.invocation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What comes from the caller in the middle of a command: signals, and his going away.
 *
 * <p>A signal goes to the innermost listener; when there is none it interrupts the command's thread. A caller who has gone (killed, its output's reader
 * closed) always interrupts the thread: nobody would see the rest. Whose terminal hangs up has gone too, unless somebody listens for signals.
 *
 * <p>Signals that end no command come only to those who have asked for all.
 */
public final class Interrupts {
    private static final int SIGHUP = 1;
    private static final Set<Integer> ENDING = Set.of(SIGHUP, 2, 15);
    private static final int INTERRUPTED = 130;

    private final Deque<IntConsumer> listeners = new ArrayDeque<>();
    private final Runnable askForAll;
    private @Nullable Thread thread;
    private int signal;
    private boolean gone;

    /** @param askForAll makes the caller send all signals that it gets from now on, rather than those alone that end a command */
    public Interrupts(Runnable askForAll) {
        this.askForAll = askForAll;
    }

    /** The thread that runs the command from now on; interrupted at once when there was a reason before. */
    public synchronized void runs(Thread commandThread) {
        thread = commandThread;
        if (signal != 0 || gone) {
            commandThread.interrupt();
        }
    }

    /** The command has ended: nothing is interrupted any more. */
    public synchronized void ended() {
        thread = null;
    }

    /** Takes signals until it is closed. */
    public synchronized Listening listen(IntConsumer listener) {
        listeners.push(listener);
        return () -> forget(listener);
    }

    /** Takes every signal that the caller can get until it is closed. */
    public Listening listenToAll(IntConsumer listener) {
        Listening listening = listen(listener);
        askForAll.run();
        return listening;
    }

    private synchronized void forget(IntConsumer listener) {
        listeners.remove(listener);
    }

    public void signal(int number) {
        IntConsumer listener;
        synchronized (this) {
            boolean ending = ENDING.contains(number);
            signal = ending ? number : signal;
            listener = listeners.peek();
            if (listener == null && !ending) {
                return;
            }
            if (listener == null) {
                gone |= number == SIGHUP;
                interrupt();
                return;
            }
        }
        listener.accept(number);
    }

    public synchronized void callerGone() {
        gone = true;
        interrupt();
    }

    private void interrupt() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    public synchronized boolean isCallerGone() {
        return gone;
    }

    /** The last signal, 0 when none came. */
    public synchronized int lastSignal() {
        return signal;
    }

    /** Of a command that a signal ended: 129 for SIGHUP, as a shell has it, else docker's 130; 0 when none came. */
    public synchronized int exitCode() {
        return signal == 0 ? 0 : signal == SIGHUP ? 128 + SIGHUP : INTERRUPTED;
    }

    /** Ends with {@link #close}. */
    public interface Listening extends AutoCloseable {
        @Override
        void close();
    }
}
