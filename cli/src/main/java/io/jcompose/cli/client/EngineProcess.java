package io.jcompose.cli.client;

import io.jcompose.cli.wire.EnginePaths;
import io.jcompose.cli.wire.Frame;
import io.jcompose.cli.wire.FrameChannel;
import io.jcompose.cli.wire.Hello;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The engine of a home as its clients see it: a socket, and a process to start when nobody answers there. */
final class EngineProcess {
    /** sun_path of unix(7) has 108 bytes, the last one zero. */
    private static final int LONGEST_SOCKET_PATH = 107;

    /** Digits and an end of line. */
    private static final int LONGEST_PID = 11;

    private static final long PAUSE_NANOS = 5_000_000;

    private final EnginePaths paths;
    private final Hello hello;
    private final OwnProcess own;

    EngineProcess(EnginePaths paths, Hello hello, OwnProcess own) {
        this.paths = paths;
        this.hello = hello;
        this.own = own;
    }

    Hello hello() {
        return hello;
    }

    /** The engine that runs, if one does. */
    Optional<FrameChannel> connect() throws Refusal {
        String socket = paths.socket().toString();
        if (socket.getBytes(StandardCharsets.UTF_8).length > LONGEST_SOCKET_PATH) {
            throw new Refusal("the path of the engine's socket is longer than " + LONGEST_SOCKET_PATH + " bytes: "
                    + socket + "; set JCOMPOSE_RUN to a shorter directory");
        }
        try {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(paths.socket()));
                return Optional.of(new FrameChannel(channel));
            } catch (IOException nobodyThere) {
                channel.close();
                return Optional.empty();
            }
        } catch (IOException e) {
            throw new Refusal("no socket can be made: " + e.getMessage());
        }
    }

    FrameChannel connectOrStart() throws Refusal {
        Optional<FrameChannel> channel = connect();
        return channel.isPresent() ? channel.get() : start();
    }

    /** Starts an engine unless another command has done so meanwhile; of commands given at once one starts it and the others wait for the lock. */
    private FrameChannel start() throws Refusal {
        makeDirectory(paths.home(), "JCOMPOSE_HOME");
        makeDirectory(paths.run(), "JCOMPOSE_RUN");
        try (FileChannel file =
                        FileChannel.open(paths.startLock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            Optional<FrameChannel> channel = lock.isValid() ? connect() : Optional.empty();
            return channel.isPresent() ? channel.get() : new EngineStart(this, paths, hello, own).run();
        } catch (IOException e) {
            throw new Refusal("the engine can't be started: " + sentence(e));
        }
    }

    private static void makeDirectory(Path directory, String variable) throws Refusal {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
            }
        } catch (IOException e) {
            throw new Refusal("the directory " + directory + " can't be made: " + sentence(e) + "; set " + variable
                    + " to a directory that can be written");
        }
    }

    static String sentence(IOException e) {
        if (e instanceof FileSystemException file) {
            String reason = file.getReason();
            String what = reason == null ? e.getClass().getSimpleName().replace("Exception", "") : reason;
            return file.getFile() + ": " + (what.equals("FileAlreadyExists") ? "is not a directory" : what);
        }
        return String.valueOf(e.getMessage());
    }

    /** Asks the engine to end and returns when it has: its lock is free then, or another one's. False when none runs. */
    boolean stop() throws Refusal {
        Optional<FrameChannel> channel = connect();
        if (channel.isEmpty()) {
            return false;
        }
        try (FrameChannel engine = channel.get();
                FileChannel lock = FileChannel.open(paths.lock(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer owner = owner(lock);
            askToEnd(engine);
            awaitEnd(lock, owner);
            return true;
        } catch (IOException e) {
            throw new Refusal("the engine's lock can't be read: " + sentence(e));
        }
    }

    private void askToEnd(FrameChannel engine) {
        try {
            engine.write(Frame.HELLO, hello.encode());
            engine.write(Frame.STOP);
            while (engine.read() != null) {
                continue;
            }
        } catch (IOException ended) {
            // It closes the socket as it goes; the lock is what counts.
            return;
        }
    }

    /** Not blocked in fcntl(2): another command's engine may be the next to have the lock, and keeps it. */
    private static void awaitEnd(FileChannel lock, ByteBuffer owner) throws IOException {
        while (lock.tryLock() == null && owner(lock).equals(owner)) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Its pid, as it has written it. */
    private static ByteBuffer owner(FileChannel lock) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(LONGEST_PID);
        lock.read(pid, 0);
        return pid.flip();
    }
}
