package io.jcompose.cli.command.container;

import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Harmless;
import io.jcompose.cli.command.Inspection;
import io.jcompose.cli.inspect.ContainerView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "inspect", description = "Display detailed information on one or more containers")
final class Inspect extends ContainerCommand implements Harmless {
    @Mixin
    final Inspection inspection = new Inspection();

    @Option(
            names = {"-s", "--size"},
            description = "Display total file sizes")
    boolean sized;

    @Option(names = "--type", paramLabel = "container", description = "Only container is known here")
    String type = "container";

    @Parameters(paramLabel = "CONTAINER", arity = "1..*")
    List<String> containers = new ArrayList<>();

    Inspect(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        if (!type.equals("container")) {
            throw invalid("\"" + type + "\" is not a valid value for --type", "inspect it with jcompose " + type);
        }
        inspection.print(containers, this::view, context());
        return 0;
    }

    private Map<String, @Nullable Object> view(String name) {
        return ContainerView.of(
                engine().containers().get(name),
                engine(),
                context().services().paths().home(),
                sized);
    }
}
