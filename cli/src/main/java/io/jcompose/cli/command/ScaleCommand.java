package io.jcompose.cli.command;

import io.jcompose.cli.render.ProgressView;
import io.jcompose.compose.apply.UpOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "scale", description = "Scale services")
final class ScaleCommand extends ComposeCommand {
    @Option(names = "--no-deps", description = "Don't start linked services")
    boolean noDeps;

    @Parameters(paramLabel = "SERVICE=REPLICAS", arity = "1..*")
    Map<String, Integer> scale = new LinkedHashMap<>();

    ScaleCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        UpFlags flags = new UpFlags();
        flags.scale.putAll(scale);
        UpFlags.More more = new UpFlags.More(noDeps, false, false, Optional.empty(), UpOptions.Wait.NONE);
        UpOptions options = flags.options(List.copyOf(scale.keySet()), true, more, context());
        try (ProgressView view = context().progress("Running")) {
            operations().up(project(), options, view);
        }
        return 0;
    }
}
