package io.jcompose.cli.client;

import io.jcompose.cli.wire.EnginePaths;
import io.jcompose.cli.wire.FrameChannel;
import io.jcompose.cli.wire.Hello;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts the engine's process and waits until it listens. */
final class EngineStart {
    private static final long PATIENCE_SECONDS = 60;
    private static final long LOG_LIMIT = 16 << 20;
    private static final int LAST_WORDS = 4096;

    /**
     * The engine leaves the terminal's session and the caller's directory, tells its pid, and is no child of the caller's where setsid(1) can fork: the JVM waits for a
     * child in a native call, for which it puts its own end off by 0.3 s (vmOperations.cpp of JDK 25). Not by "&", with which a shell has SIGINT ignored. The shell that is
     * the child has the pid before it ends: then the JDK closes the pipe.
     */
    private static final String DETACH = """
            umask 022
            cd / || exit 1
            begin='echo $$; log=$1; shift; exec "$@" >>"$log" 2>&1'
            if setsid -f true 2>/dev/null; then
                pid=$(setsid -f /bin/sh -c "$begin" jcompose "$@")
                echo "$pid"
                exit
            fi
            command -v setsid >/dev/null 2>&1 && exec setsid /bin/sh -c "$begin" jcompose "$@"
            exec /bin/sh -c "$begin" jcompose "$@"
            """;

    /** Of the caller's environment the engine gets what finds programs and proxies; everything else comes with each command. */
    private static final String[] INHERITED = {
        "PATH", "HOME", "TMPDIR", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"
    };

    private final EngineProcess engine;
    private final EnginePaths paths;
    private final Hello hello;
    private final OwnProcess own;

    EngineStart(EngineProcess engine, EnginePaths paths, Hello hello, OwnProcess own) {
        this.engine = engine;
        this.paths = paths;
        this.hello = hello;
        this.own = own;
    }

    FrameChannel run() throws IOException, Refusal {
        rotate();
        long before = Files.exists(paths.log()) ? Files.size(paths.log()) : 0;
        try (WatchService watch = FileSystems.getDefault().newWatchService()) {
            paths.run().register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            long pid = spawn(before);
            Thread.ofPlatform().daemon().start(() -> closeAtEnd(pid, watch));
            return await(pid, watch, before);
        }
    }

    private void rotate() throws IOException {
        if (Files.exists(paths.log()) && Files.size(paths.log()) > LOG_LIMIT) {
            Files.move(paths.log(), paths.log().resolveSibling("engine.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The engine's pid. */
    private long spawn(long before) throws IOException, Refusal {
        String launch = System.getProperty("jcompose.launch", "");
        if (launch.isEmpty()) {
            throw new Refusal("jcompose was not started by its launcher, so the engine can't be found; run ./jcompose");
        }
        List<String> command = new ArrayList<>(
                List.of("/bin/sh", "-c", DETACH, "jcompose", paths.log().toString()));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + Path.of(launch, "engine.args"));
        command.addAll(
                List.of("--home", paths.home().toString(), "--run", paths.run().toString()));
        command.addAll(List.of("--build", hello.build(), "--version", hello.version()));
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.clear();
        for (String name : INHERITED) {
            String value = own.environment().get(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
        environment.put("LC_ALL", "C.UTF-8");
        Process shell = builder.redirectInput(
                        ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(paths.log().toFile()))
                .start();
        String pid;
        try (InputStream told = shell.getInputStream()) {
            pid = new String(told.readAllBytes(), StandardCharsets.US_ASCII).strip();
        }
        if (pid.isEmpty()) {
            throw new Refusal("the engine can't be started" + lastWords(before));
        }
        return Long.parseLong(pid);
    }

    /** Its end wakes the one who waits for the socket. */
    private static void closeAtEnd(long pid, WatchService watch) {
        ProcessHandle.of(pid).ifPresent(engine -> engine.onExit().join());
        try {
            watch.close();
        } catch (IOException e) {
            Screen.error("the engine ended, and " + e);
        }
    }

    private FrameChannel await(long pid, WatchService watch, long before) throws IOException, Refusal {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (true) {
                Optional<FrameChannel> channel = engine.connect();
                if (channel.isPresent()) {
                    return channel.get();
                }
                var key = watch.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (key == null) {
                    throw new Refusal("the engine (pid " + pid + ") does not answer after " + PATIENCE_SECONDS + " s"
                            + lastWords(before));
                }
                key.pollEvents();
                key.reset();
            }
        } catch (ClosedWatchServiceException ended) {
            // because it met another one, perhaps
            Optional<FrameChannel> channel = engine.connect();
            if (channel.isPresent()) {
                return channel.get();
            }
            throw new Refusal("the engine did not come up" + lastWords(before));
        } catch (InterruptedException e) {
            throw new Refusal("interrupted", 130);
        }
    }

    private String lastWords(long before) throws IOException {
        String words = "";
        if (Files.exists(paths.log())) {
            try (FileChannel log = FileChannel.open(paths.log(), StandardOpenOption.READ)) {
                long start = Math.max(before, log.size() - LAST_WORDS);
                ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(0, log.size() - start));
                while (buffer.hasRemaining() && log.read(buffer, start + buffer.position()) >= 0) {
                    continue;
                }
                words = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8).stripTrailing();
            }
        }
        String said =
                words.isEmpty() ? "; it said nothing" : "; its last words:\n  " + words.replace("\n", "\n  ") + "\n";
        return said + (words.isEmpty() ? " " : "") + "(log: " + paths.log() + "; to see it start: jcompose engine run)";
    }
}
