package io.jcompose.cli.client;

import io.jcompose.cli.wire.EnginePaths;
import io.jcompose.cli.wire.Frame;
import io.jcompose.cli.wire.FrameChannel;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Optional;

/** {@code engine status|start|stop|restart|logs}: they work without an engine and with one of another build. */
final class EngineControl {
    private final EngineProcess engine;
    private final EnginePaths paths;

    EngineControl(EngineProcess engine, EnginePaths paths) {
        this.engine = engine;
        this.paths = paths;
    }

    static boolean knows(String command) {
        return switch (command) {
            case "status", "start", "stop", "restart", "logs" -> true;
            default -> false;
        };
    }

    int run(List<String> arguments) throws Refusal, IOException {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            Screen.out("Usage:  jcompose engine status|start|stop|restart|run|logs [-f]");
            return 0;
        }
        return switch (arguments.get(1)) {
            case "status" -> status();
            case "start" -> {
                engine.connectOrStart().close();
                yield 0;
            }
            case "stop" -> {
                Screen.out(
                        engine.stop() ? "the engine has stopped; running containers go on" : "no engine was running");
                yield 0;
            }
            case "restart" -> {
                engine.stop();
                engine.connectOrStart().close();
                yield 0;
            }
            default -> logs(arguments.contains("-f") || arguments.contains("--follow"));
        };
    }

    private int status() throws Refusal, IOException {
        Optional<FrameChannel> channel = engine.connect();
        if (channel.isEmpty()) {
            Screen.out("no engine runs for " + paths.home() + " (the next command starts one)");
            return 1;
        }
        try (FrameChannel frames = channel.get()) {
            frames.write(Frame.HELLO, engine.hello().encode());
            frames.write(Frame.STATUS);
            for (Frame frame = frames.read(); frame != null; frame = frames.read()) {
                if (frame.type() == Frame.EXIT) {
                    return frame.payload().getInt();
                }
                ByteBuffer payload = frame.payload();
                Screen.out(payload.array(), payload.position(), payload.remaining());
            }
            return 1;
        }
    }

    private int logs(boolean follow) throws IOException, Refusal {
        if (!Files.exists(paths.log())) {
            throw new Refusal("there is no log yet at " + paths.log() + "; no engine has run with this JCOMPOSE_HOME");
        }
        try (FileChannel log = FileChannel.open(paths.log(), StandardOpenOption.READ);
                WatchService watch = FileSystems.getDefault().newWatchService()) {
            paths.home().register(watch, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_CREATE);
            copy(log);
            while (follow) {
                WatchKey key = watch.take();
                key.pollEvents();
                key.reset();
                copy(log);
            }
            return 0;
        } catch (InterruptedException e) {
            return 130;
        }
    }

    private static void copy(FileChannel log) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
        while (log.read(buffer) >= 0) {
            Screen.out(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
    }

    /** Asks on the terminal; Enter is yes. */
    static boolean agrees(String question) throws IOException {
        byte[] bytes = question.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Screen.err(bytes, 0, bytes.length);
        try (InputStream in = new FileInputStream(FileDescriptor.in)) {
            int first = in.read();
            return first == '\n' || first == 'y' || first == 'Y';
        }
    }
}
