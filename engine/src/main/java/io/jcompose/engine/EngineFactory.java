package io.jcompose.engine;

import io.jcompose.engine.build.Builds;
import io.jcompose.engine.build.graph.DockerfileBuilds;
import io.jcompose.engine.build.step.ContainerStepRunner;
import io.jcompose.engine.build.step.SandboxNetworks;
import io.jcompose.engine.build.step.StepRunner;
import io.jcompose.engine.container.ContainerSpec.Networking;
import io.jcompose.engine.container.Containers;
import io.jcompose.engine.container.EngineContainers;
import io.jcompose.engine.container.EngineParts;
import io.jcompose.engine.container.Persisted;
import io.jcompose.engine.event.EventHub;
import io.jcompose.engine.event.Events;
import io.jcompose.engine.host.HostImages;
import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.ImageUsers;
import io.jcompose.engine.image.Images;
import io.jcompose.engine.log.LogActivity;
import io.jcompose.engine.log.LogClock;
import io.jcompose.engine.log.LogPacker;
import io.jcompose.engine.oci.OciContainers;
import io.jcompose.engine.runtime.CommandRuntime;
import io.jcompose.engine.runtime.ContainerRuntime;
import io.jcompose.engine.runtime.JvmRuntime;
import io.jcompose.engine.runtime.RuntimePrograms;
import io.jcompose.engine.runtime.SelectedRuntime;
import io.jcompose.engine.state.IdleMark;
import io.jcompose.engine.state.Json;
import io.jcompose.engine.state.StateDb;
import io.jcompose.engine.state.Stored;
import io.jcompose.engine.store.OciImages;
import io.jcompose.error.JcomposeException;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.cgroup.Cgroups;
import io.jcompose.linux.poll.Poller;
import io.jcompose.network.Network;
import io.jcompose.network.NetworkSettings;
import io.jcompose.network.NetworkSpec;
import io.jcompose.network.NetworkStack;
import io.jcompose.network.Networks;
import io.jcompose.volumes.LocalVolumes;
import io.jcompose.volumes.Volumes;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/** Wires an engine together: the one place where implementations are named. */
public final class EngineFactory {
    private static final System.Logger LOG = System.getLogger(EngineFactory.class.getName());
    private static final Path HOST_RESOLV_CONF = Path.of("/etc/resolv.conf");

    private EngineFactory() {}

    /**
     * Opens the engine of a home, which takes over the containers that an earlier one left. The caller has made sure that there is no other one.
     *
     * @param vertx stays the caller's
     */
    public static Engine open(EngineHome home, Vertx vertx) {
        StateDb db = StateDb.open(home.home().resolve("state.db"));
        Json json = Persisted.json();
        String engineId = engineId(db);
        EventHub events = new EventHub(Clock.systemUTC(), Stored.events(db, json));
        AtomicReference<EngineContainers> containers = new AtomicReference<>();
        LocalVolumes local = new LocalVolumes(
                home.home().resolve("volumes"),
                Stored.volumes(db, json),
                Clock.systemUTC(),
                volume -> users(containers, volume));
        Volumes volumes = new AnnouncedVolumes(local, events);
        OciImages store = OciImages.open(home.home(), image -> userOf(containers, image));
        Images images = new AnnouncedImages(store, events);
        NetworkStack network = NetworkStack.start(
                new NetworkSettings(engineId, home.run(), HOST_RESOLV_CONF), Stored.networks(db, json), vertx);
        Poller poller = Poller.open("jcompose-poller");
        RuntimePrograms programs = new RuntimePrograms(home.home().resolve("config.json"));
        JvmRuntime own = JvmRuntime.open(poller, home.run().resolve("kept"));
        ContainerRuntime runtime = new SelectedRuntime(
                own,
                new CommandRuntime(
                        programs, home.run().resolve("runtimes"), home.run().resolve("kept-by-runtimes"), poller));
        LogClock logClock = new LogClock(Clock.systemUTC());
        LogPacker packer = new LogPacker();
        Networks networks = new AnnouncedNetworks(network.networks(), events);
        DefaultNetwork bridge = new DefaultNetwork(networks);
        EngineParts parts = new EngineParts(
                engineId,
                home.home(),
                home.run(),
                vertx,
                Clock.systemUTC(),
                new EngineParts.Storage(db, json, images, volumes, events),
                new EngineParts.Kernel(runtime, programs, poller, logClock, new LogActivity(logClock), packer),
                network,
                bridge::id);
        IdleMark idle = new IdleMark(db);
        EngineContainers opened = EngineContainers.open(parts, idle.take());
        containers.set(opened);
        own.deleteOthers(
                "/jcompose-" + engineId,
                opened.list().stream().map(container -> container.id().value()).collect(Collectors.toSet()));
        StepRunner steps = new ContainerStepRunner(
                runtime,
                poller,
                new SandboxNetworks(network, bridge::id),
                engineId,
                home.run().resolve("build"));
        return new Wired(
                opened,
                images,
                builds(home, db, images, steps),
                networks,
                volumes,
                events,
                new OciContainers(own),
                idle,
                List.of(
                        opened,
                        () -> removeCgroup(opened, engineId),
                        bridge::removeUnused,
                        network,
                        runtime,
                        poller,
                        packer,
                        store,
                        db));
    }

    /** The engine's own cgroup goes with it, unless containers live on in it. */
    private static void removeCgroup(EngineContainers containers, String engineId) {
        if (containers.list().stream().anyMatch(container -> container.state().running())) {
            return;
        }
        try {
            Cgroups.detect().remove("/jcompose-" + engineId);
        } catch (LinuxException e) {
            LOG.log(System.Logger.Level.WARNING, "the engine''s own cgroup stays: {0}", e.getMessage());
        }
    }

    private static Builds builds(EngineHome home, StateDb db, Images images, StepRunner runner) {
        HostImages hostImages = new HostImages(images, home.home(), Path.of(System.getProperty("java.home")));
        return new DockerfileBuilds(
                images, hostImages::pack, Stored.builds(db), runner, home.home().resolve("build"), Clock.systemUTC());
    }

    private static String engineId(StateDb db) {
        return db.meta("engine-id").orElseGet(() -> {
            byte[] bytes = new byte[4];
            new SecureRandom().nextBytes(bytes);
            String id = HexFormat.of().formatHex(bytes);
            db.saveMeta("engine-id", id);
            return id;
        });
    }

    private static List<String> users(AtomicReference<EngineContainers> containers, String volume) {
        EngineContainers opened = containers.get();
        return opened == null ? List.of() : opened.usersOfVolume(volume);
    }

    private static Optional<ImageUsers.User> userOf(AtomicReference<EngineContainers> containers, Digest image) {
        EngineContainers opened = containers.get();
        return opened == null ? Optional.empty() : opened.userOfImage(image);
    }

    /** Docker's network {@code bridge}, for containers that name none; made when first needed. */
    private static final class DefaultNetwork {
        private final Networks networks;
        private final ReentrantLock lock = new ReentrantLock();

        DefaultNetwork(Networks networks) {
            this.networks = networks;
        }

        String id() {
            lock.lock();
            try {
                return networks.find(Networking.DEFAULT_NETWORK)
                        .map(Network::id)
                        .orElseGet(() -> networks.create(NetworkSpec.bridge(Networking.DEFAULT_NETWORK))
                                .id());
            } finally {
                lock.unlock();
            }
        }

        /** With the engine it goes from the kernel, unless a container is still connected. */
        void removeUnused() {
            lock.lock();
            try {
                if (networks.find(Networking.DEFAULT_NETWORK).isPresent()) {
                    networks.remove(Networking.DEFAULT_NETWORK);
                }
            } catch (JcomposeException e) {
                if (e.kind() != JcomposeException.Kind.CONFLICT) {
                    throw e;
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** @param closing in the order in which they are closed */
    private record Wired(
            Containers containers,
            Images images,
            Builds builds,
            Networks networks,
            Volumes volumes,
            Events events,
            OciContainers oci,
            IdleMark idle,
            List<AutoCloseable> closing)
            implements Engine {
        @Override
        public void endsIdle() {
            idle.set();
        }

        @Override
        public void close() {
            RuntimeException failure = null;
            for (AutoCloseable part : closing) {
                try {
                    part.close();
                } catch (Exception e) {
                    if (failure == null) {
                        failure = new IllegalStateException("the engine did not end cleanly", e);
                    } else {
                        failure.addSuppressed(e);
                    }
                }
            }
            if (failure != null) {
                throw failure;
            }
        }
    }
}
