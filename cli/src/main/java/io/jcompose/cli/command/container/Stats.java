package io.jcompose.cli.command.container;

import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Harmless;
import io.jcompose.cli.command.StatsView;
import io.jcompose.engine.container.Container;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "stats", description = "Display a live stream of container(s) resource usage statistics")
final class Stats extends ContainerCommand implements Harmless {
    @Mixin
    StatsView stats = new StatsView();

    @Parameters(paramLabel = "CONTAINER", arity = "0..*")
    List<String> containers = new ArrayList<>();

    Stats(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        return stats.show(invocation(), engine(), this::chosen);
    }

    private Map<String, Container> chosen() {
        Map<String, Container> chosen = new LinkedHashMap<>();
        if (containers.isEmpty()) {
            engine().containers().list().reversed().stream()
                    .filter(container -> stats.all() || container.state().running())
                    .forEach(container -> chosen.put(container.id().value(), container));
        } else {
            containers.forEach(name -> chosen.put(name, engine().containers().get(name)));
        }
        return chosen;
    }
}
