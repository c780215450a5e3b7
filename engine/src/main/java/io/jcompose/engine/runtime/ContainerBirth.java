package io.jcompose.engine.runtime;

import io.jcompose.linux.cgroup.Cgroup;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.file.RootDirectory;
import io.jcompose.linux.mount.MountAttributes;
import io.jcompose.linux.mount.Mounts;
import io.jcompose.linux.process.Credentials;
import io.jcompose.linux.process.Namespaces;
import io.jcompose.linux.process.Spawn;
import io.jcompose.linux.terminal.PseudoTerminal;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Future;

/** Makes the first process of a container, in the order of the runtime specification (runtime.md, "Lifecycle"). */
final class ContainerBirth extends Birth {
    private final String id;
    private final RuntimeSpec spec;
    private final Path rootPath;
    private final Path bundle;
    private final Stdio stdio;
    private final OpenStdio openStdio;
    private final NamespacePlan namespaces;
    private final Identity identity;
    private final Cgroup cgroup;
    private final Future<Cgroup.Entrance> entrance;
    private final MountSources foreign;

    /** @param entrance to the group, both of which are being made meanwhile; not here, where no thread can be started any more */
    ContainerBirth(
            String id,
            RuntimeSpec spec,
            Path bundle,
            Stdio stdio,
            OpenStdio openStdio,
            NamespacePlan namespaces,
            Identity identity,
            Cgroup cgroup,
            Future<Cgroup.Entrance> entrance,
            MountSources foreign,
            Optional<Interlude> interlude) {
        super("jcompose-create-" + id, interlude);
        this.id = id;
        this.spec = spec;
        this.rootPath = bundle.resolve(spec.root().path());
        this.bundle = bundle;
        this.stdio = stdio;
        this.openStdio = openStdio;
        this.namespaces = namespaces;
        this.identity = identity;
        this.cgroup = cgroup;
        this.entrance = entrance;
        this.foreign = foreign;
    }

    @Override
    Spawn prepare() {
        try (DescriptorSet open = new DescriptorSet()) {
            identity.prepare(open);
            namespaces.enter();
            // Modes are given as they shall be.
            Credentials.setUmask(0);
            RootMounter mounter = new RootMounter(spec, rootPath, bundle, this::group, foreign, open);
            RootDirectory root = mounter.mountRoot();
            mounter.mountAll(root);
            Optional<Spawn.Stdio> terminal = populateDevices(root);
            spec.linux().sysctl().forEach(Sysctl::write);
            protectPaths(root, open);
            Descriptors.close(root.ensureDirectory(spec.process().cwd()));
            passGate(Gate.make(root, ".jcompose-" + id, spec.process().user()));
            pause();
            if (spec.root().readonly()) {
                Mounts.setAttributes(root.descriptor(), "/", false, MountAttributes.RDONLY, 0, 0);
            }
            Propagation.ofFinishedRoot(spec.linux().rootfsPropagation(), root.descriptor());
            Mounts.pivotInto(root.descriptor());
            Propagation.ofNewRoot(spec.linux().rootfsPropagation());
            setNames();
            Cgroup.Entrance entrance = passEntrance(Chamber.await(this.entrance));
            entrance.enter();
            if (namespaces.isFresh(Namespaces.CGROUP)) {
                entrance.enterView();
            }
            identity.assume();
            return new Spawn(
                    Program.find(spec.process()),
                    spec.process().args(),
                    spec.process().env(),
                    terminal.or(openStdio::descriptors).orElseThrow(),
                    Optional.of(gate().seenFromInside()),
                    identity.filter(),
                    birthplace(entrance, spec.process().user(), identity.filter()));
        } catch (RuntimeException | Error e) {
            // whoever closes it must have it
            passEntrance(Chamber.await(this.entrance));
            throw e;
        }
    }

    /** Waits until it is there. */
    private Cgroup group() {
        Chamber.await(entrance);
        return cgroup;
    }

    private Optional<Spawn.Stdio> populateDevices(RootDirectory root) {
        DeviceDirectory devices = new DeviceDirectory(root);
        boolean hostDevices = spec.mounts().stream()
                .anyMatch(mount -> mount.destination().equals("/dev") && !"tmpfs".equals(mount.type()));
        if (!hostDevices) {
            devices.populate(spec.linux().devices());
        }
        if (!(stdio instanceof Stdio.Terminal(int rows, int columns))) {
            return Optional.empty();
        }
        PseudoTerminal terminal =
                openTerminal(root, rows, columns, spec.process().user());
        passTerminal(terminal);
        devices.bindConsole("/dev/pts/" + terminal.number());
        return Optional.of(new Spawn.Stdio.Terminal("/dev/pts/" + terminal.number()));
    }

    /** Out of the devpts mounted below this root; given to the user of the process. */
    static PseudoTerminal openTerminal(RootDirectory root, int rows, int columns, ProcessSpec.User user) {
        int ptmx = root.open("/dev/pts/ptmx", Open.RDWR | Open.NOCTTY | Open.NONBLOCK);
        try {
            PseudoTerminal terminal = PseudoTerminal.of(ptmx);
            terminal.resize(rows, columns);
            String name = "/dev/pts/" + terminal.number();
            int slave = root.open(name, Open.PATH);
            Descriptors.changeOwner(slave, name, user.uid(), 5);
            Descriptors.close(slave);
            return terminal;
        } catch (RuntimeException e) {
            Descriptors.close(ptmx);
            throw e;
        }
    }

    /** Those below /proc wait for proc itself, see {@link ProcMount}. */
    private void protectPaths(RootDirectory root, DescriptorSet open) {
        for (String path : spec.linux().readonlyPaths()) {
            if (!ProcMount.isBelow(spec, path)) {
                RootMounter.makeReadOnly(root, path);
            }
        }
        Covers covers = new Covers(() -> open.add(Mounts.cloneTree(Open.AT_FDCWD, "/dev/null", false)), open);
        for (String path : spec.linux().maskedPaths()) {
            if (!ProcMount.isBelow(spec, path)) {
                covers.hide(root, path);
            }
        }
    }

    private void setNames() {
        if (!namespaces.isFresh(Namespaces.UTS)) {
            return;
        }
        String hostname = spec.hostname();
        if (hostname != null && !hostname.isEmpty()) {
            Namespaces.setHostName(hostname);
        }
        String domainname = spec.domainname();
        if (domainname != null && !domainname.isEmpty()) {
            Namespaces.setDomainName(domainname);
        }
    }
}
