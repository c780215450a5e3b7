package io.jcompose.cli.command.container;

import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Harmless;
import io.jcompose.cli.inspect.ContainerPorts;
import io.jcompose.engine.container.Container;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.network.PublishedPort;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "port", description = "List port mappings or a specific mapping for the container")
final class Port extends ContainerCommand implements Harmless {
    @Parameters(index = "0", paramLabel = "CONTAINER")
    String name = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "PRIVATE_PORT[/PROTO]")
    @Nullable
    String port;

    Port(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        Container container = engine().containers().get(name);
        List<PublishedPort> published = ContainerPorts.published(container).stream()
                .sorted(Comparator.comparingInt(PublishedPort::containerPort).thenComparing(PublishedPort::protocol))
                .toList();
        if (port == null) {
            published.forEach(each -> streams().outLine(inside(each) + " -> " + outside(each)));
            return 0;
        }
        String wanted = port.indexOf('/') < 0 ? port + "/tcp" : port;
        List<String> found = published.stream()
                .filter(each -> inside(each).equals(wanted))
                .map(Port::outside)
                .toList();
        if (found.isEmpty()) {
            throw new JcomposeException(
                    Kind.NOT_FOUND,
                    "No public port '" + port + "' published for " + name,
                    "jcompose container port " + name + " lists those that are");
        }
        found.forEach(streams()::outLine);
        return 0;
    }

    private static String inside(PublishedPort port) {
        return port.containerPort() + "/" + port.protocol();
    }

    private static String outside(PublishedPort port) {
        return ContainerPorts.address(port.hostIp()) + ":" + port.hostPort();
    }
}
