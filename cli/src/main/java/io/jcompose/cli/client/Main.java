package io.jcompose.cli.client;

import io.jcompose.cli.wire.EnginePaths;
import io.jcompose.cli.wire.Frame;
import io.jcompose.cli.wire.Hello;
import io.jcompose.cli.wire.Payload;
import java.io.IOException;
import java.util.List;

/**
 * {@code jcompose}. The launcher says by system properties what only it knows: {@code jcompose.terminals} (the digits of the file descriptors that are
 * terminals), {@code jcompose.launch} (the directory with engine.args), {@code jcompose.build}, {@code jcompose.version}.
 */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        NoRandomness.install();
        int code;
        try {
            code = run(OwnProcess.read(arguments.length));
        } catch (Refusal e) {
            Screen.error(e.sentence());
            code = e.exitCode();
        } catch (IOException e) {
            Screen.error(e.toString());
            code = 1;
        } catch (OutOfMemoryError e) {
            // of threads, most likely
            Screen.error(String.valueOf(e.getMessage()));
            code = 1;
        }
        // No shutdown hooks and no waiting for the thread that reads standard input.
        Runtime.getRuntime().halt(code);
    }

    private static int run(OwnProcess own) throws Refusal, IOException {
        if (own.effectiveUid() != 0) {
            throw new Refusal("containers can only be made by root, and this is uid " + own.effectiveUid()
                    + "; run: sudo jcompose ...");
        }
        EnginePaths paths = EnginePaths.of(own.environment(), own.directory());
        Hello hello = new Hello(
                System.getProperty("jcompose.build", "unknown"), System.getProperty("jcompose.version", "unknown"));
        EngineProcess engine = new EngineProcess(paths, hello, own);
        List<String> arguments = own.arguments();
        if (arguments.size() >= 2 && arguments.getFirst().equals("engine") && EngineControl.knows(arguments.get(1))) {
            return new EngineControl(engine, paths).run(arguments);
        }
        return invoke(own, engine);
    }

    private static int invoke(OwnProcess own, EngineProcess engine) throws Refusal, IOException {
        int terminals = terminals();
        int code = new Session(engine.connectOrStart(), own, terminals).run(engine.hello());
        if (code != Session.OTHER_BUILD) {
            return code;
        }
        if ((terminals & 0b101) != 0b101 || !EngineControl.agrees("Restart it now? Running containers go on. [Y/n] ")) {
            return 1;
        }
        engine.stop();
        return new Session(engine.connectOrStart(), own, terminals).run(engine.hello());
    }

    private static int terminals() {
        String digits = System.getProperty("jcompose.terminals", "");
        int bits = 0;
        for (int fd = 0; fd < 3; fd++) {
            bits |= digits.indexOf('0' + fd) >= 0 ? 1 << fd : 0;
        }
        return bits;
    }

    /** The frame that an engine of another build answers with, in words. */
    static String mismatch(Frame frame, Hello own) {
        String version = Payload.getString(frame.payload());
        long pid = frame.payload().getLong();
        return "the running engine (pid " + pid + ") is another build (" + version + ") than this client ("
                + own.version() + "); run: jcompose engine restart (running containers go on)";
    }
}
