package io.jcompose.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.linux.netlink.NetworkNamespace;
import io.jcompose.linux.netlink.RouteSocket;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A machine of its own for one test: a network namespace in which the stack runs as if it were the host's, so that no rule, route or setting
 * of the real host is touched. Threads and processes that the test starts inherit it.
 */
final class Lab implements AutoCloseable {
    /** A test body. */
    interface Body {
        void run(Lab lab) throws Exception;
    }

    /** Keeps networks in memory. */
    static final class Memory implements NetworkRecords {
        private final Map<String, Network> networks = new LinkedHashMap<>();

        @Override
        public void save(Network network) {
            networks.put(network.id(), network);
        }

        @Override
        public void delete(String id) {
            networks.remove(id);
        }

        @Override
        public List<Network> load() {
            return List.copyOf(networks.values());
        }
    }

    private final Path directory;
    private final Memory records = new Memory();
    private final List<Process> processes = new ArrayList<>();
    private final List<AutoCloseable> resources = new ArrayList<>();
    private Vertx vertx = Vertx.vertx();
    private NetworkStack stack;

    private Lab(Path directory) {
        this.directory = directory;
        write("/etc-resolv", "nameserver 192.0.2.53\nsearch example.org\n");
        this.stack = newStack("engine-one");
    }

    static void inOwnNetwork(Body body) throws Exception {
        requireRoot();
        for (String tool : List.of("ip", "nft", "nsenter", "socat", "busybox", "iptables-nft", "iptables-legacy")) {
            boolean present = run("command -v " + tool).code() == 0;
            if (!present && "true".equals(System.getenv("CI"))) {
                throw new AssertionError("this test needs the program " + tool);
            }
            Assumptions.assumeTrue(present, "needs the program " + tool);
        }
        Path directory = Files.createTempDirectory("jcompose-net");
        try {
            NetworkNamespace.make((outside, namespace) -> {
                        sh("ip link set lo up");
                        try (Lab lab = new Lab(directory)) {
                            body.run(lab);
                        }
                        return directory;
                    })
                    .close();
        } finally {
            delete(directory);
        }
    }

    static void requireRoot() {
        boolean root = Files.isWritable(Path.of("/proc/sys/kernel/hostname"))
                && "root".equals(System.getProperty("user.name"));
        if (!root && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("this test needs root");
        }
        Assumptions.assumeTrue(root, "needs root");
    }

    NetworkStack stack() {
        return stack;
    }

    Networks networks() {
        return stack.networks();
    }

    Sandboxes sandboxes() {
        return stack.sandboxes();
    }

    Vertx vertx() {
        return vertx;
    }

    Memory records() {
        return records;
    }

    NetworkStack newStack(String engine) {
        NetworkSettings settings =
                new NetworkSettings(engine, directory.resolve(engine), directory.resolve("etc-resolv"));
        return NetworkStack.start(settings, engine.equals("engine-one") ? records : new Memory(), vertx);
    }

    /** What the end of the engine's process does to its sockets, and what the next one finds. */
    void restart() {
        stack.close();
        vertx.close().await();
        vertx = Vertx.vertx();
        stack = newStack("engine-one");
    }

    void upstream(String text) {
        write("/etc-resolv", text);
    }

    Network network(String name) {
        return networks().create(NetworkSpec.bridge(name));
    }

    Sandbox sandbox(Network network, String name, PortMapping... ports) {
        return sandboxes()
                .open(new SandboxSpec(
                        "id-" + name,
                        name,
                        List.of(EndpointSpec.of(network.id(), name)),
                        List.of(ports),
                        DnsConfig.OF_THE_HOST));
    }

    /** Output of a command in the lab's own host namespace; fails when it does. */
    static String sh(String command) {
        Result result = run(command);
        assertThat(result.code()).as(command + "\n" + result.output()).isZero();
        return result.output();
    }

    record Result(int code, String output) {}

    static Result run(String command) {
        try {
            Process process = new ProcessBuilder("sh", "-c", command)
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static Result in(Sandbox sandbox, String command) {
        return run("nsenter --net=" + sandbox.netns() + " " + command);
    }

    static String must(Sandbox sandbox, String command) {
        Result result = in(sandbox, command);
        assertThat(result.code()).as(command + "\n" + result.output()).isZero();
        return result.output();
    }

    /** A second machine on a cable to the lab's host: it is 203.0.113.9, the host 203.0.113.1, and it has no route to anywhere else. */
    Path internet() {
        Path file = directory.resolve("internet");
        sh("ip link add up0 type veth peer name up1 && ip addr add 203.0.113.1/24 dev up0 && ip link set up0 up");
        try (NetworkNamespace.Unbound<String> made = NetworkNamespace.make((outside, namespace) -> {
            outside.link("up1").ifPresent(link -> outside.apply(RouteSocket.move(link.index(), "up1", namespace)));
            return sh("ip link set lo up && ip addr add 203.0.113.9/24 dev up1 && ip link set up1 up");
        })) {
            made.bind(file);
        }
        return file;
    }

    /** A process that lives as long as the test. */
    void background(Sandbox sandbox, String command) throws IOException {
        background("exec nsenter --net=" + sandbox.netns() + " " + command);
    }

    void background(String command) throws IOException {
        processes.add(new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("process-" + processes.size()).toFile())
                .start());
    }

    void later(AutoCloseable resource) {
        resources.add(resource);
    }

    @Override
    public void close() throws Exception {
        processes.forEach(Process::destroyForcibly);
        for (Process process : processes) {
            process.waitFor();
        }
        for (AutoCloseable resource : resources) {
            resource.close();
        }
        for (Network network : networks().list()) {
            networks().connected(network.id()).forEach(sandboxes()::close);
        }
        stack.close();
        vertx.close().await();
        try (Stream<Path> left = Files.walk(directory)) {
            left.filter(NetworkNamespace::exists)
                    .filter(path -> !path.endsWith("host"))
                    .forEach(NetworkNamespace::delete);
        }
    }

    private void write(String name, String text) {
        try {
            Files.writeString(directory.resolve(name.substring(1)), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
