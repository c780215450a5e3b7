package io.jcompose.cli.command;

import io.jcompose.cli.render.ProgressView;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "kill", description = "Force stop service containers")
final class KillCommand extends ComposeCommand {
    @Option(names = "--remove-orphans", description = "Remove containers for services not defined in the Compose file")
    boolean removeOrphans;

    @Option(
            names = {"-s", "--signal"},
            paramLabel = "SIGNAL",
            description = "SIGNAL to send to the container (default: SIGKILL)")
    String signal = "SIGKILL";

    @Parameters(paramLabel = "SERVICE", arity = "0..*")
    List<String> services = new ArrayList<>();

    KillCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        try (ProgressView view = context().progress("Killing")) {
            operations().kill(reference(), services, signal, removeOrphans, view);
        }
        return 0;
    }
}
