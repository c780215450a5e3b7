package io.jcompose.engine.runtime;

import io.jcompose.linux.cgroup.Cgroup;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.file.RootDirectory;
import io.jcompose.linux.process.Credentials;
import io.jcompose.linux.process.Namespaces;
import io.jcompose.linux.process.PidFd;
import io.jcompose.linux.process.Spawn;
import io.jcompose.linux.terminal.PseudoTerminal;
import java.util.Optional;

/** Makes a further process in a running container. */
final class ExecBirth extends Birth {
    private final PidFd container;
    private final long namespaces;
    private final ProcessSpec process;
    private final Stdio stdio;
    private final OpenStdio openStdio;
    private final Identity identity;
    private final Cgroup cgroup;
    private final String gateName;

    /** @param gateName unique among the execs of this container */
    ExecBirth(
            PidFd container,
            long namespaces,
            ProcessSpec process,
            Stdio stdio,
            OpenStdio openStdio,
            Identity identity,
            Cgroup cgroup,
            String gateName) {
        super("jcompose-exec-" + container.pid(), Optional.empty());
        this.container = container;
        this.namespaces = namespaces;
        this.process = process;
        this.stdio = stdio;
        this.openStdio = openStdio;
        this.identity = identity;
        this.cgroup = cgroup;
        this.gateName = gateName;
    }

    @Override
    Spawn prepare() {
        Cgroup.Entrance entrance = passEntrance(cgroup.entrance(false));
        try (DescriptorSet open = new DescriptorSet()) {
            identity.prepare(open);
            Namespaces.unshare(Namespaces.FS);
            Namespaces.enter(container.descriptor(), namespaces);
            Credentials.setUmask(0);
            RootDirectory root = new RootDirectory(open.add(Descriptors.open("/", Open.PATH | Open.DIRECTORY)));
            Optional<Spawn.Stdio> terminal = openTerminal(root);
            passGate(Gate.make(root, gateName, process.user()));
            entrance.enter();
            identity.assume();
            return new Spawn(
                    Program.find(process),
                    process.args(),
                    process.env(),
                    terminal.or(openStdio::descriptors).orElseThrow(),
                    Optional.of(gate().seenFromInside()),
                    identity.filter(),
                    birthplace(entrance, process.user(), identity.filter()));
        }
    }

    private Optional<Spawn.Stdio> openTerminal(RootDirectory root) {
        if (!(stdio instanceof Stdio.Terminal(int rows, int columns))) {
            return Optional.empty();
        }
        PseudoTerminal terminal = ContainerBirth.openTerminal(root, rows, columns, process.user());
        passTerminal(terminal);
        return Optional.of(new Spawn.Stdio.Terminal("/dev/pts/" + terminal.number()));
    }
}
