package io.jcompose.cli.server;

import io.jcompose.cli.invocation.Invocation;
import io.jcompose.cli.wire.EnginePaths;
import io.jcompose.cli.wire.FrameChannel;
import io.jcompose.cli.wire.Hello;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import jdk.net.ExtendedSocketOptions;

/** The engine's socket: accepts clients of the own uid and runs their commands, each on a Vert.x virtual-thread context of its own. */
final class EngineServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(EngineServer.class.getName());
    private static final int BACKLOG = 256;
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final EnginePaths paths;
    private final Hello hello;
    private final CompletableFuture<Vertx> vertx;
    private final CommandRunner commands;
    private final Activity activity;
    private final ServerSocketChannel listener;
    private final UserPrincipal owner;

    private EngineServer(
            EngineOptions options,
            CompletableFuture<Vertx> vertx,
            CommandRunner commands,
            Activity activity,
            ServerSocketChannel listener,
            UserPrincipal owner) {
        this.paths = options.paths();
        this.hello = options.hello();
        this.vertx = vertx;
        this.commands = commands;
        this.activity = activity;
        this.listener = listener;
        this.owner = owner;
    }

    /** The socket appears under its name once it listens: a client that sees it can connect. */
    static EngineServer listen(
            EngineOptions options, CompletableFuture<Vertx> vertx, CommandRunner commands, Activity activity)
            throws IOException {
        Path socket = options.paths().socket();
        Path early = socket.resolveSibling("engine.new");
        Files.deleteIfExists(early);
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(early), BACKLOG);
        Files.setPosixFilePermissions(early, PosixFilePermissions.fromString("rw-------"));
        Files.move(early, socket, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        EngineServer server = new EngineServer(options, vertx, commands, activity, listener, Files.getOwner(socket));
        Thread.ofPlatform().name("accept").daemon().start(server::accept);
        return server;
    }

    Path socket() {
        return paths.socket();
    }

    Hello hello() {
        return hello;
    }

    private void accept() {
        boolean failing = false;
        while (listener.isOpen()) {
            try {
                SocketChannel client = listener.accept();
                failing = false;
                begin(client);
            } catch (ClosedChannelException stopped) {
                LOG.log(Level.DEBUG, "the socket is closed");
            } catch (IOException | OutOfMemoryError e) {
                if (!failing) {
                    LOG.log(Level.ERROR, "a client can't be accepted; it waits", e);
                }
                failing = true;
                // It is still there to be accepted: with no descriptor for it the next attempt fails at once, too.
                LockSupport.parkNanos(AGAIN_NANOS);
            }
        }
    }

    private void begin(SocketChannel client) throws IOException {
        try {
            Thread.ofVirtual().name("client").start(() -> converse(client));
        } catch (OutOfMemoryError e) {
            client.close();
            throw e;
        }
    }

    private void converse(SocketChannel client) {
        activity.enter();
        try (client) {
            var peer = client.getOption(ExtendedSocketOptions.SO_PEERCRED);
            if (peer.user().equals(owner)) {
                new Conversation(new FrameChannel(client), this).run();
            } else {
                LOG.log(Level.WARNING, "refused a client of user " + peer.user().getName());
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "a conversation failed", e);
        } finally {
            activity.leave();
        }
    }

    /** The exit code. */
    CompletableFuture<Integer> execute(Invocation invocation) {
        CompletableFuture<Integer> code = new CompletableFuture<>();
        vertx.whenComplete((core, failure) -> {
            if (core == null) {
                invocation.streams().errLine("jcompose: the engine can't be opened: " + failure.getMessage());
                code.complete(1);
                return;
            }
            ((VertxInternal) core).createVirtualThreadContext().runOnContext(v -> run(invocation, code));
        });
        return code;
    }

    private void run(Invocation invocation, CompletableFuture<Integer> code) {
        invocation.interrupts().runs(Thread.currentThread());
        try {
            code.complete(commands.run(invocation));
        } catch (Throwable e) {
            LOG.log(Level.ERROR, "a command failed outside of its own error handling", e);
            code.completeExceptionally(e);
        } finally {
            invocation.interrupts().ended();
        }
    }

    String status() {
        Runtime runtime = Runtime.getRuntime();
        long heap = (runtime.totalMemory() - runtime.freeMemory()) >> 20;
        return "version  " + hello.version() + "\n"
                + "pid      " + ProcessHandle.current().pid() + "\n"
                + "home     " + paths.home() + "\n"
                + "run      " + paths.run() + "\n"
                + "log      " + paths.log() + "\n"
                + "clients  " + activity.clients() + "\n"
                + "heap     " + heap + " MiB used of " + (runtime.maxMemory() >> 20) + " MiB\n";
    }

    void stop() {
        activity.stop();
    }

    /** No new clients; the name is gone before the socket is. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(paths.socket());
        listener.close();
    }
}
