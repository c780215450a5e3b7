package io.jcompose.cli.command.container;

import io.jcompose.cli.command.ComposeCommand;
import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Each;
import io.jcompose.cli.command.Harmless;
import io.jcompose.cli.command.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "inspect", description = "Display detailed information on one or more containers")
final class Inspect extends ComposeCommand implements Harmless {
    @Parameters(paramLabel = "CONTAINER", arity = "1..*")
    List<String> containers = new ArrayList<>();

    Inspect(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        List<Map<String, Object>> found = new ArrayList<>();
        try {
            Each.of(
                    containers,
                    name -> found.add(Inspection.of(engine().containers().get(name))));
        } finally {
            streams().outLine(new Json().pretty(found));
        }
        return 0;
    }
}
