package io.jcompose.engine.container;

import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.Healthcheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a container is told to be: docker's Config, HostConfig and NetworkingConfig as one value. What is absent comes from the image or is docker's
 * default. It is persisted as JSON and printed by inspect; it never changes but by rename and update.
 *
 * @param name without a slash
 * @param image what the user named; the engine resolves it at creation
 */
public record ContainerSpec(
        String name,
        String image,
        Process process,
        List<Mount> mounts,
        Networking networking,
        Isolation isolation,
        Limits resources,
        Supervision supervision,
        Map<String, String> labels) {
    public ContainerSpec {
        mounts = List.copyOf(mounts);
        labels = ordered(labels);
    }

    static <V> Map<String, V> ordered(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /** Sets variables, and takes away those without a value. */
    public static void changeEnvironment(Map<String, String> environment, Map<String, Optional<String>> changes) {
        changes.forEach((name, value) ->
                value.ifPresentOrElse(text -> environment.put(name, text), () -> environment.remove(name)));
    }

    /** A container of an image with nothing asked for. */
    public static ContainerSpec of(String name, String image) {
        return new ContainerSpec(
                name,
                image,
                Process.DEFAULT,
                List.of(),
                Networking.NONE,
                Isolation.DEFAULT,
                Limits.NONE,
                Supervision.DEFAULT,
                Map.of());
    }

    /**
     * The first process.
     *
     * @param entrypoint absent: the image's; an empty list: none. A given one drops the image's command
     * @param command absent: the image's (unless the entrypoint is given); an empty list: none
     * @param environment added to the image's, wins over it; without a value a variable is taken away from it
     * @param attached the streams that whoever made the container said to be connected with
     */
    public record Process(
            Optional<List<String>> entrypoint,
            Optional<List<String>> command,
            Map<String, Optional<String>> environment,
            Optional<String> user,
            Optional<String> workingDir,
            List<String> groupAdd,
            boolean tty,
            boolean openStdin,
            boolean init,
            Set<StandardStream> attached) {
        public static final Process DEFAULT = new Process(
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                false,
                false,
                false,
                StandardStream.OUTPUTS);

        public Process {
            entrypoint = entrypoint.map(List::copyOf);
            command = command.map(List::copyOf);
            environment = ordered(environment);
            groupAdd = List.copyOf(groupAdd);
            attached = Collections.unmodifiableSet(new TreeSet<>(attached));
        }

        public Process with(Set<StandardStream> connected) {
            return new Process(
                    entrypoint, command, environment, user, workingDir, groupAdd, tty, openStdin, init, connected);
        }

        /** Its input is at its end when the first caller who feeds it has ended or gone; without a terminal, which has no end. */
        public boolean stdinOnce() {
            return openStdin && attached.contains(StandardStream.STDIN);
        }
    }

    /** What every program has. */
    public enum StandardStream {
        STDIN,
        STDOUT,
        STDERR;

        public static final Set<StandardStream> OUTPUTS = Collections.unmodifiableSet(EnumSet.of(STDOUT, STDERR));
    }

    /** What is mounted at {@code target}, an absolute path in the container. */
    public sealed interface Mount {
        String target();

        boolean readOnly();

        /**
         * @param name empty: anonymous, the engine makes a name
         * @param noCopy do not fill an empty volume from the image
         * @param subpath empty: the volume's root
         * @param labels of the volume, when it is made for this
         */
        record Volume(
                String name,
                String target,
                boolean readOnly,
                boolean noCopy,
                String subpath,
                Map<String, String> labels)
                implements Mount {
            public Volume {
                labels = ordered(labels);
            }

            public Volume(String name, String target, boolean readOnly, boolean noCopy, String subpath) {
                this(name, target, readOnly, noCopy, subpath, Map.of());
            }
        }

        /**
         * @param propagation empty: rprivate
         * @param createHostPath make a missing source (as a directory)
         * @param recursive what is mounted below the source is there, too
         * @param writableBelow a read-only mount leaves what is mounted below it writable
         */
        record Bind(
                Path source,
                String target,
                boolean readOnly,
                String propagation,
                boolean createHostPath,
                boolean recursive,
                boolean writableBelow)
                implements Mount {
            public Bind(
                    Path source,
                    String target,
                    boolean readOnly,
                    String propagation,
                    boolean createHostPath,
                    boolean recursive) {
                this(source, target, readOnly, propagation, createHostPath, recursive, false);
            }
        }

        /**
         * @param size bytes, 0: no limit
         * @param mode 0: 01777
         */
        record Tmpfs(String target, boolean readOnly, long size, int mode, List<String> options) implements Mount {
            public Tmpfs {
                options = List.copyOf(options);
            }
        }

        /**
         * The files of an image, read-only.
         *
         * @param image a name or an id
         * @param subpath empty: the image's root
         * @param id of what that name meant when the container was made; empty before
         */
        record Image(String image, String target, String subpath, Optional<Digest> id) implements Mount {
            @Override
            public boolean readOnly() {
                return true;
            }
        }

        /** Bytes that the engine writes to a tmpfs of the container (configs and secrets), with owner and mode. */
        record Content(String target, byte[] bytes, int uid, int gid, int mode) implements Mount {
            @Override
            public boolean readOnly() {
                return true;
            }
        }
    }

    /** How the container is connected. */
    public record Networking(
            NetworkMode mode,
            List<Attachment> attachments,
            List<PortPublication> ports,
            List<String> expose,
            Dns dns,
            List<ExtraHost> extraHosts,
            Optional<String> hostname,
            Optional<String> domainname) {
        /** The network of a container that names none. */
        public static final String DEFAULT_NETWORK = "bridge";

        public static final Networking NONE = new Networking(
                new NetworkMode.Networks(),
                List.of(),
                List.of(),
                List.of(),
                new Dns(List.of(), List.of(), List.of(), Map.of()),
                List.of(),
                Optional.empty(),
                Optional.empty());

        public Networking {
            attachments = List.copyOf(attachments);
            ports = List.copyOf(ports);
            expose = List.copyOf(expose);
            extraHosts = List.copyOf(extraHosts);
        }

        /** What it is connected to when it runs; empty for a mode without networks. */
        public List<Attachment> connections() {
            boolean unsaid = mode instanceof NetworkMode.Networks && attachments.isEmpty();
            return unsaid ? List.of(Attachment.to(DEFAULT_NETWORK)) : attachments;
        }
    }

    public sealed interface NetworkMode {
        /** The attachments; when there are none, the engine's {@link Networking#DEFAULT_NETWORK}. */
        record Networks() implements NetworkMode {}

        /** None any more: it was disconnected from the last of its networks, and may be connected again. */
        record Disconnected() implements NetworkMode {}

        record Host() implements NetworkMode {}

        record None() implements NetworkMode {}

        /** Shares the network of another container (name or id). */
        record OfContainer(String container) implements NetworkMode {}
    }

    /**
     * @param network name or id; {@link Networking#DEFAULT_NETWORK} is made when it is not there
     * @param aliases names under which others of this network find it, besides container name and short id
     * @param linkLocalIps more addresses of the interface
     * @param priority interfaces are made in the order of falling priority
     * @param gatewayPriority the highest one's gateway is the default route
     */
    public record Attachment(
            String network,
            List<String> aliases,
            Optional<String> ipv4,
            Optional<String> ipv6,
            Optional<String> mac,
            List<String> linkLocalIps,
            int priority,
            int gatewayPriority,
            Map<String, String> driverOptions) {
        public Attachment {
            aliases = List.copyOf(aliases);
            linkLocalIps = List.copyOf(linkLocalIps);
            driverOptions = ordered(driverOptions);
        }

        /** With nothing asked for. */
        public static Attachment to(String network) {
            return new Attachment(
                    network,
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    0,
                    0,
                    Map.of());
        }
    }

    /**
     * @param hostIp empty: all addresses
     * @param hostPorts first and last; {@code 0..0}: the engine chooses
     * @param protocol tcp, udp or sctp
     */
    public record PortPublication(
            String hostIp, int hostPortFirst, int hostPortLast, int containerPort, String protocol) {}

    /** @param links names that this container alone has for others on its networks: alias to name */
    public record Dns(List<String> servers, List<String> search, List<String> options, Map<String, String> links) {
        public Dns {
            servers = List.copyOf(servers);
            search = List.copyOf(search);
            options = List.copyOf(options);
            links = ordered(links);
        }
    }

    /** A line of /etc/hosts; the address may be {@code host-gateway}. */
    public record ExtraHost(String name, String address) {}

    /**
     * Namespaces and rights.
     *
     * @param securityOptions as docker's {@code --security-opt}, but with the content of a seccomp profile in place of its path
     * @param deviceRules as {@code c 10:200 rwm}
     * @param cgroupParent a path below the root of each hierarchy; absent: the engine's own
     * @param runtime name or path of another OCI runtime; absent: the engine's own
     * @param annotations told to the runtime
     */
    public record Isolation(
            boolean privileged,
            boolean readOnlyRootfs,
            List<String> capAdd,
            List<String> capDrop,
            List<String> securityOptions,
            Namespaces namespaces,
            Map<String, String> sysctls,
            List<Device> devices,
            List<String> deviceRules,
            Optional<String> cgroupParent,
            Optional<String> runtime,
            Map<String, String> annotations) {
        public static final Isolation DEFAULT = new Isolation(
                false,
                false,
                List.of(),
                List.of(),
                List.of(),
                new Namespaces(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                Map.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Map.of());

        public Isolation {
            capAdd = List.copyOf(capAdd);
            capDrop = List.copyOf(capDrop);
            securityOptions = List.copyOf(securityOptions);
            sysctls = ordered(sysctls);
            devices = List.copyOf(devices);
            deviceRules = List.copyOf(deviceRules);
            annotations = ordered(annotations);
        }
    }

    /** Absent: own; {@code host}; {@code container:ID}; for ipc also {@code none}, without shared memory by name. */
    public record Namespaces(
            Optional<String> pid, Optional<String> ipc, Optional<String> uts, Optional<String> cgroup) {}

    /** A device node of the host. */
    public record Device(Path source, String target, String permissions) {}

    /** How the engine looks after it. */
    public record Supervision(
            RestartPolicy restart,
            Optional<Healthcheck> healthcheck,
            Optional<String> stopSignal,
            Optional<Duration> stopTimeout,
            boolean autoRemove,
            LogConfig log) {
        public static final Supervision DEFAULT = new Supervision(
                new RestartPolicy(RestartPolicy.Condition.NO, 0),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                new LogConfig("json-file", Map.of()));
    }

    /** @param maximum restarts of ON_FAILURE, 0: no limit */
    public record RestartPolicy(Condition condition, int maximum) {
        public enum Condition {
            NO("no"),
            ALWAYS("always"),
            ON_FAILURE("on-failure"),
            UNLESS_STOPPED("unless-stopped");

            private final String word;

            Condition(String word) {
                this.word = word;
            }

            /** As compose files write it. */
            public String word() {
                return word;
            }
        }
    }

    public record LogConfig(String driver, Map<String, String> options) {
        public LogConfig {
            options = ordered(options);
        }
    }
}
