package io.jcompose.cli.server;

import io.jcompose.cli.command.Commands;
import io.jcompose.cli.command.Services;
import io.jcompose.error.JcomposeException;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import sun.misc.Signal;

/** The engine's process. The client starts it; {@code jcompose engine run} starts it in the foreground. */
public final class EngineMain {
    private static final Logger LOG = System.getLogger(EngineMain.class.getName());

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
            LOG.log(Level.ERROR, e.getMessage() + e.remedy().map(text -> "; " + text).orElse(""));
            code = e.exitCode();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "the engine can't go on", e);
            code = 1;
        } catch (InterruptedException e) {
            code = 130;
        }
        System.exit(code);
    }

    private static void serve(EngineOptions options) throws IOException, InterruptedException {
        CompletableFuture<Vertx> vertx = new CompletableFuture<>();
        Commands commands =
                new Commands(new Services(options.paths(), options.hello().version(), options.paths().log()));
        try (Activity activity = new Activity(Duration.ofMinutes(5), () -> false);
                EngineServer server = EngineServer.listen(options, vertx, commands::run, activity)) {
            Signal.handle(new Signal("TERM"), signal -> activity.stop());
            Signal.handle(new Signal("INT"), signal -> activity.stop());
            LOG.log(Level.INFO, "engine " + options.hello().version() + " listens at " + options.paths().socket());
            vertx.complete(Vertx.vertx(new VertxOptions()));
            activity.idle();
            activity.awaitStop();
            LOG.log(Level.INFO, "engine stops");
        } finally {
            if (vertx.isDone()) {
                vertx.join().close().await();
            }
        }
    }
}
