package io.jcompose.cli.client;

import io.jcompose.cli.wire.Frame;
import io.jcompose.cli.wire.FrameChannel;
import io.jcompose.cli.wire.Hello;
import io.jcompose.cli.wire.Invoke;
import io.jcompose.cli.wire.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/** One command, from INVOKE to EXIT. The connection ends with the process: for closing it the JDK would initialize its classes of the network, 3 ms. */
final class Session {
    /** The exit code that stands for a MISMATCH; no process has it. */
    static final int OTHER_BUILD = -1;

    /** What a shell reports of a process that wrote into a closed pipe: 128 + SIGPIPE. */
    private static final int CLOSED_PIPE = 141;

    private static final int STDOUT_TERMINAL = 2;

    private static final int SIGHUP = 1;
    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;

    /** What ends a command. */
    private static final String[] ENDING = {"INT", "TERM", "HUP"};

    /**
     * What else docker's client passes to a program, as far as a JVM can have it. It keeps QUIT, ILL, FPE, SEGV, BUS and XFSZ for itself and knows none of the real-time
     * ones. TTIN and TTOU go on stopping a client in the background that wants the terminal: who took them would try again for ever.
     */
    private static final String[] FURTHER = {
        "TRAP", "ABRT", "USR1", "USR2", "ALRM", "STKFLT", "CONT", "TSTP", "XCPU", "VTALRM", "PROF", "IO", "PWR", "SYS"
    };

    private static final int FORCED = 1;

    private final FrameChannel engine;
    private final OwnProcess own;
    private final int terminals;
    private final Terminal terminal = new Terminal();
    private int interrupts;
    private boolean hungUp;
    private boolean foreseen;
    private @Nullable StandardInputSender standardInput;

    Session(FrameChannel engine, OwnProcess own, int terminals) {
        this.engine = engine;
        this.own = own;
        this.terminals = terminals;
    }

    int run(Hello hello) throws IOException, Refusal {
        try {
            passOn(ENDING);
            Invoke invoke = new Invoke(
                    own.pid(), own.umask(), terminals, own.directory(), own.arguments(), own.environmentEntries());
            return converse(hello, invoke);
        } finally {
            terminal.restore();
            if (standardInput != null) {
                standardInput.leave();
            }
        }
    }

    private int converse(Hello hello, Invoke invoke) throws Refusal {
        try {
            engine.write(Frame.HELLO, hello.encode());
            engine.write(Frame.INVOKE, invoke.encode());
        } catch (IOException closedEarly) {
            // An engine of another build may have answered and closed before it read everything: its answer is still to
            // be read.
            return answers(hello);
        }
        return answers(hello);
    }

    private int answers(Hello hello) throws Refusal {
        while (true) {
            Frame frame = next();
            if (frame == null) {
                terminal.restore();
                throw new Refusal("the engine ended before the command did; running containers go on, "
                        + "the next command starts the engine again (jcompose engine logs tells why it ended)");
            }
            switch (frame.type()) {
                case Frame.STDOUT -> {
                    if (!show(frame, true)) {
                        if ((terminals & STDOUT_TERMINAL) == 0) {
                            return CLOSED_PIPE;
                        }
                        windowClosed();
                    }
                }
                case Frame.STDERR -> show(frame, false);
                case Frame.EXIT -> {
                    return frame.payload().getInt();
                }
                case Frame.WANT_STDIN -> standardInput(frame.payload().getInt());
                case Frame.WANT_SIZE -> sendSize();
                case Frame.WANT_SIGNALS -> passOn(FURTHER);
                case Frame.RAW -> setRaw(frame.payload().get() != 0);
                case Frame.MISMATCH -> {
                    Screen.error(Main.mismatch(frame, hello));
                    return OTHER_BUILD;
                }
                default ->
                    throw new Refusal(
                            "the engine sent a frame of type " + frame.type() + "; run: jcompose engine restart");
            }
        }
    }

    private @Nullable Frame next() {
        try {
            return engine.read();
        } catch (IOException ended) {
            return null;
        }
    }

    private static boolean show(Frame frame, boolean out) {
        ByteBuffer payload = frame.payload();
        try {
            if (out) {
                Screen.out(payload.array(), payload.position(), payload.remaining());
            } else {
                Screen.err(payload.array(), payload.position(), payload.remaining());
            }
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    private void passOn(String[] names) {
        sun.misc.SignalHandler handler = new sun.misc.SignalHandler() {
            @Override
            public void handle(Signal signal) {
                signalled(signal.getNumber());
            }
        };
        for (String name : names) {
            Signal.handle(new Signal(name), handler);
        }
    }

    /** The first interrupt is for the engine, the second too (it kills); whoever sends a third one wants out. A program may take any number of the others. */
    private synchronized void signalled(int number) {
        if (number == SIGHUP) {
            if (foreseen) {
                return;
            }
            hungUp = true;
        } else if ((number == SIGINT || number == SIGTERM) && ++interrupts > 2) {
            terminal.restore();
            Screen.note("\ngot 3 SIGTERM/SIGINTs, forcefully exiting");
            Runtime.getRuntime().halt(FORCED);
        }
        send(Frame.SIGNAL, new Payload().putInt(number).toBuffer());
    }

    /** A window that closes refuses output a moment before its SIGHUP comes, which must not be lost by our leaving, nor be told twice. */
    private synchronized void windowClosed() {
        if (!hungUp) {
            signalled(SIGHUP);
            foreseen = true;
        }
    }

    /** What can't be sent because the engine is gone is not missed: the reading side finds that out and says so. */
    private void send(int type, ByteBuffer payload) {
        try {
            engine.write(type, payload);
        } catch (IOException gone) {
            return;
        }
    }

    private synchronized void standardInput(int bytes) {
        if (standardInput == null) {
            standardInput = new StandardInputSender(engine);
            standardInput.start();
        }
        standardInput.allow(bytes);
    }

    private void sendSize() {
        if ((terminals & 1) == 0) {
            return;
        }
        Signal.handle(new Signal("WINCH"), new sun.misc.SignalHandler() {
            @Override
            public void handle(Signal signal) {
                measure();
            }
        });
        new Thread("size") {
            @Override
            public void run() {
                measure();
            }
        }.start();
    }

    private synchronized void measure() {
        try {
            int[] size = Terminal.size();
            send(Frame.SIZE, new Payload().putInt(size[0]).putInt(size[1]).toBuffer());
        } catch (IOException e) {
            Screen.error("the terminal's size is unknown: " + e.getMessage());
        }
    }

    private void setRaw(boolean raw) throws Refusal {
        if (!raw) {
            terminal.restore();
            return;
        }
        try {
            terminal.raw();
        } catch (IOException e) {
            throw new Refusal(
                    "the terminal can't be set to raw mode: " + e.getMessage() + "; use -T to do without one");
        }
    }
}
