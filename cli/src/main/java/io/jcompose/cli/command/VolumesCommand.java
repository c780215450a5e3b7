package io.jcompose.cli.command;

import io.jcompose.compose.apply.ProjectRef;
import io.jcompose.compose.plan.Labels;
import io.jcompose.engine.container.Container;
import io.jcompose.volumes.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "volumes", description = "List volumes")
final class VolumesCommand extends ComposeCommand implements Harmless {
    @Option(names = "--format", paramLabel = "FORMAT", description = "table, json, or a Go template")
    String format = "table";

    @Option(
            names = {"-q", "--quiet"},
            description = "Only display volume names")
    boolean quiet;

    @Parameters(paramLabel = "SERVICE", arity = "0..*")
    List<String> services = new ArrayList<>();

    VolumesCommand(Context context) {
        super(context);
    }

    /** Those that belong to the project, or those of them that the named services' containers use. */
    @Override
    public Integer call() {
        ProjectRef project = reference();
        Set<String> used = operations().ps(project, services, true).stream()
                .flatMap(container -> container.container().volumes().stream())
                .map(Container.ResolvedVolume::name)
                .collect(Collectors.toSet());
        List<Volume> volumes = engine().volumes().list().stream()
                .filter(volume -> project.name().equals(volume.labels().get(Labels.PROJECT)))
                .filter(volume -> services.isEmpty() || used.contains(volume.name()))
                .toList();
        return VolumeCommands.Ls.print(streams(), volumes, format, quiet);
    }
}
