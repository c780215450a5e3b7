package io.jcompose.cli.command;

import io.jcompose.cli.inspect.ContainerPorts;
import io.jcompose.network.PublishedPort;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "port", description = "Print the public port for a port binding")
final class PortCommand extends ComposeCommand implements Harmless {
    @Mixin
    final Replica replica = new Replica();

    @Option(names = "--protocol", paramLabel = "tcp|udp", description = "tcp or udp")
    String protocol = "tcp";

    @Parameters(index = "0", paramLabel = "SERVICE")
    String service = "";

    @Parameters(index = "1", paramLabel = "PRIVATE_PORT")
    int port;

    PortCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        PublishedPort published = operations().port(reference(), service, replica.index(), port, protocol);
        streams().outLine(ContainerPorts.address(published.hostIp()) + ":" + published.hostPort());
        return 0;
    }
}
