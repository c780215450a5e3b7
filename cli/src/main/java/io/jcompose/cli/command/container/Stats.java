package io.jcompose.cli.command.container;

import io.jcompose.cli.command.ComposeCommand;
import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Harmless;
import io.jcompose.cli.command.StatsView;
import io.jcompose.engine.container.Container;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "stats", description = "Display a live stream of container(s) resource usage statistics")
final class Stats extends ComposeCommand implements Harmless {
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

    private List<Container> chosen() {
        if (!containers.isEmpty()) {
            return containers.stream().map(engine().containers()::get).toList();
        }
        return engine().containers().list().stream()
                .filter(container -> stats.all() || container.state().running())
                .toList();
    }
}
