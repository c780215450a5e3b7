package io.jcompose.cli.command;

import io.jcompose.cli.render.ProgressView;
import io.jcompose.compose.apply.DownOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "down", description = "Stop and remove containers, networks")
final class DownCommand extends ComposeCommand {
    @Option(names = "--remove-orphans", description = "Remove containers for services not defined in the Compose file")
    boolean removeOrphans;

    @Option(
            names = "--rmi",
            paramLabel = "local|all",
            description = "Remove images used by services; local: only those without a custom tag")
    @Nullable
    String rmi;

    @Option(
            names = {"-t", "--timeout"},
            paramLabel = "SECONDS",
            description = "Specify a shutdown timeout in seconds")
    @Nullable
    Integer timeout;

    @Option(
            names = {"-v", "--volumes"},
            description = "Remove named volumes declared in the Compose file and anonymous volumes")
    boolean volumes;

    @Parameters(paramLabel = "SERVICE", arity = "0..*")
    List<String> services = new ArrayList<>();

    DownCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        boolean orphans = removeOrphans || UpFlags.isTrue(invocation().variable("COMPOSE_REMOVE_ORPHANS"));
        try (ProgressView view = context().progress("Running")) {
            operations()
                    .down(reference(), new DownOptions(services, orphans, volumes, images(), seconds(timeout)), view);
        }
        return 0;
    }

    private DownOptions.RemoveImages images() {
        return switch (rmi == null ? "" : rmi) {
            case "" -> DownOptions.RemoveImages.NONE;
            case "local" -> DownOptions.RemoveImages.LOCAL;
            case "all" -> DownOptions.RemoveImages.ALL;
            default -> throw invalid("--rmi can't be \"" + rmi + "\"", "give local or all");
        };
    }
}
