package io.jcompose.cli.command.container;

import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Each;
import io.jcompose.cli.command.Harmless;
import io.jcompose.cli.command.Json;
import io.jcompose.cli.inspect.ContainerView;
import io.jcompose.cli.template.Nothing;
import io.jcompose.cli.template.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "inspect", description = "Display detailed information on one or more containers")
final class Inspect extends ContainerCommand implements Harmless {
    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            description = "json, or a Go template")
    String format = "";

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
        if (format.isEmpty()) {
            List<@Nullable Object> found = new ArrayList<>();
            try {
                Each.of(containers, name -> found.add(Nothing.inJson(view(name))));
            } finally {
                streams().outLine(new Json().pretty(found));
            }
            return 0;
        }
        Template template = Template.parse(format.equals("json") ? "{{json .}}" : format);
        Each.of(containers, name -> streams().outLine(template.apply(view(name))));
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
