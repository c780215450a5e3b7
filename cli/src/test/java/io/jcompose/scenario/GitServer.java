package io.jcompose.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** Real repositories behind git's own protocol on a loopback port: each connection gets a {@code git daemon --inetd}. */
final class GitServer implements AutoCloseable {
    private final Path directory;
    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private GitServer(Path directory, ServerSocket socket) {
        this.directory = directory;
        this.socket = socket;
    }

    static GitServer start() {
        Requirements.programs("git");
        try {
            GitServer server = new GitServer(
                    Files.createTempDirectory("git-server"), new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            server.threads.execute(server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url(String repository) {
        return "git://127.0.0.1:" + socket.getLocalPort() + "/" + repository;
    }

    /** The work tree of a repository, made when it is not there; what is written there is served once it is committed. */
    Path tree(String repository) {
        Path tree = directory.resolve(repository);
        if (!Files.isDirectory(tree)) {
            git(directory, "init", "--quiet", "--initial-branch=main", repository);
        }
        return tree;
    }

    /** Commits all that is in the work tree and returns the commit. */
    String commit(String repository) {
        Path tree = tree(repository);
        git(tree, "add", "--all");
        git(tree, "-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "--quiet", "--message=x");
        return git(tree, "rev-parse", "HEAD").out().strip();
    }

    Outcome git(Path in, String... arguments) {
        Command command = new Command(
                Stream.concat(Stream.of("git"), Arrays.stream(arguments)).toList(), outcome -> {});
        return command.in(in).run().succeeds();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                threads.execute(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        List<String> command =
                List.of("git", "daemon", "--inetd", "--export-all", "--base-path=" + directory, directory.toString());
        try (client) {
            Process daemon = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (OutputStream in = daemon.getOutputStream();
                    InputStream out = daemon.getInputStream()) {
                threads.execute(() -> pump(client, in));
                out.transferTo(client.getOutputStream());
            } finally {
                daemon.destroy();
            }
        } catch (IOException ended) {
            // The client went away: git in the test says so itself.
        }
    }

    private static void pump(Socket client, OutputStream in) {
        try {
            byte[] buffer = new byte[8192];
            for (int n = client.getInputStream().read(buffer);
                    n > 0;
                    n = client.getInputStream().read(buffer)) {
                in.write(buffer, 0, n);
                in.flush();
            }
            in.close();
        } catch (IOException ended) {
            // The other side has what it wanted.
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            threads.shutdownNow();
            Trees.delete(directory);
        }
    }
}
