package io.jcompose.cli.server;

import io.jcompose.cli.command.Commands;
import io.jcompose.cli.command.Services;
import io.jcompose.cli.command.container.ContainerCommands;
import io.jcompose.cli.command.oci.OciCommands;
import io.jcompose.cli.invocation.Invocation;
import io.jcompose.cli.wire.EnginePaths;
import io.jcompose.compose.apply.Turns;
import io.jcompose.engine.Engine;
import io.jcompose.engine.EngineFactory;
import io.jcompose.engine.EngineHome;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.engine.runtime.Unborn;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.process.Credentials;
import io.jcompose.linux.process.OwnExecutable;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import sun.misc.Signal;

/** The engine's process. The client starts it; {@code jcompose engine run} starts it in the foreground. */
public final class EngineMain {
    private static final Logger LOG = System.getLogger(EngineMain.class.getName());

    /** For telling those who wait why the engine can't be opened. */
    private static final Duration TELLING = Duration.ofSeconds(2);

    private EngineMain() {}

    public static void main(String[] arguments) {
        EngineOptions options = EngineOptions.parse(arguments);
        int code;
        try (EngineLocks locks = EngineLocks.take(options.paths())) {
            serve(options);
            // In here, so that the locks last as long as the process: who waits for them wants all of the engine gone.
            System.exit(0);
            return;
        } catch (JcomposeException e) {
            LOG.log(
                    Level.ERROR,
                    e.getMessage() + e.remedy().map(text -> "; " + text).orElse(""));
            code = e.exitCode();
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            LOG.log(Level.ERROR, "the engine can't go on", e);
            code = 1;
        } catch (InterruptedException e) {
            code = 130;
        }
        System.exit(code);
    }

    private static void serve(EngineOptions options) throws IOException, InterruptedException {
        EnginePaths paths = options.paths();
        // The driver unpacks its native library there at each start; a killed engine's is found and deleted by the next
        // one.
        System.setProperty(
                "org.sqlite.tmpdir",
                Files.createDirectories(paths.home().resolve("tmp")).toString());
        Carriers.make();
        CompletableFuture<Vertx> vertx = new CompletableFuture<>();
        CompletableFuture<Engine> engine = new CompletableFuture<>();
        Commands commands = new Commands(
                new Services(paths, options.hello().version(), paths.log(), () -> await(engine), new Turns()),
                List.of(ContainerCommands.GROUP, OciCommands.GROUP));
        try (Activity activity = new Activity(Settings.read(paths.home()).idleExit(), () -> looksAfter(engine));
                EngineServer server = EngineServer.listen(
                        options, vertx, invocation -> run(commands, engine, invocation), activity)) {
            Signal.handle(new Signal("TERM"), signal -> activity.stop());
            Signal.handle(new Signal("INT"), signal -> activity.stop());
            LOG.log(Level.INFO, "engine " + options.hello().version() + " listens at " + server.socket());
            open(options, vertx, engine, activity);
            activity.awaitStop();
            if (engine.isCompletedExceptionally()) {
                activity.awaitClientsGone(TELLING);
            }
            if (activity.idled()) {
                await(engine).endsIdle();
            }
            LOG.log(Level.INFO, "engine stops");
        } finally {
            close(engine);
        }
    }

    /** What a user is told of is kept, whatever becomes of the engine then. */
    private static int run(Commands commands, CompletableFuture<Engine> engine, Invocation invocation) {
        try {
            return commands.run(invocation);
        } finally {
            if (isOpen(engine)) {
                engine.join().events().write();
            }
        }
    }

    private static boolean isOpen(CompletableFuture<Engine> engine) {
        return engine.isDone() && !engine.isCompletedExceptionally();
    }

    /** In the main thread, while the socket takes clients already; they wait for the futures. */
    private static void open(
            EngineOptions options,
            CompletableFuture<Vertx> vertx,
            CompletableFuture<Engine> engine,
            Activity activity) {
        try {
            hide();
            // No file of the class path is served, so nothing needs a cache directory below /tmp, which a killed engine
            // would leave there.
            Vertx core = Vertx.vertx(new VertxOptions()
                    .setFileSystemOptions(
                            new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
            vertx.complete(core);
            Carriers.keep(core);
            Unborn.end(List.of("--home", options.paths().home().toString()));
            engine.complete(EngineFactory.open(
                    new EngineHome(options.paths().home(), options.paths().run()), core));
            activity.idle();
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            LOG.log(Level.ERROR, "the engine can't be opened", e);
            vertx.completeExceptionally(e);
            engine.completeExceptionally(e);
            // Whoever waits is told; nobody is served by an engine that can do nothing.
            activity.stop();
        }
    }

    /** A vforked child shares this process's memory and program until it execs: what runs in a container must get at neither. */
    private static void hide() {
        try {
            OwnExecutable.replaceByCopy();
        } catch (LinuxException e) {
            LOG.log(
                    Level.WARNING,
                    "this kernel lets no process change its program, so a hostile image can get hold of the file of java: {0}",
                    e.getMessage());
        }
        Credentials.makeUndumpable();
    }

    private static Engine await(CompletableFuture<Engine> engine) {
        try {
            return engine.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JcomposeException(Kind.INTERRUPTED, "interrupted while the engine was starting");
        } catch (ExecutionException e) {
            Throwable reason = Objects.requireNonNullElse(e.getCause(), e);
            throw switch (reason) {
                case JcomposeException told -> told;
                case LinuxException refused -> unopened(refused);
                case UncheckedIOException unreadable -> unopened(unreadable);
                case OutOfMemoryError scarce -> unopened(scarce);
                default -> new IllegalStateException("the engine can't be opened", reason);
            };
        }
    }

    private static JcomposeException unopened(Throwable reason) {
        return new JcomposeException(
                Kind.UNAVAILABLE,
                "the engine can't be opened: " + reason.getMessage(),
                "running containers go on; what it met in full: jcompose engine logs",
                reason);
    }

    /** Containers that run, or that a restart policy will start again. */
    private static boolean looksAfter(CompletableFuture<Engine> engine) {
        return isOpen(engine)
                && (engine.join().oci().looksAfterSome()
                        || engine.join().containers().list().stream()
                                .anyMatch(container -> container.state() instanceof ContainerState.Running
                                        || container.state() instanceof ContainerState.Restarting));
    }

    /** Not Vert.x: its closing takes a second now and then, and more where threads are refused, for what ends with the process. */
    private static void close(CompletableFuture<Engine> engine) {
        if (isOpen(engine)) {
            engine.join().close();
        }
    }
}
