package io.jcompose.cli.command;

import io.jcompose.compose.apply.ServiceContainer;
import io.jcompose.engine.container.Container;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "stats", description = "Display a live stream of container(s) resource usage statistics")
final class StatsCommand extends ComposeCommand implements Harmless {
    @Mixin
    StatsView stats = new StatsView();

    @Parameters(paramLabel = "SERVICE", arity = "0..*")
    List<String> services = new ArrayList<>();

    StatsCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        return stats.show(invocation(), engine(), this::chosen);
    }

    private Map<String, Container> chosen() {
        Map<String, Container> chosen = new LinkedHashMap<>();
        operations().ps(reference(), services, stats.all()).stream()
                .map(ServiceContainer::container)
                .forEach(container -> chosen.put(container.id().value(), container));
        return chosen;
    }
}
