package io.jcompose.cli.command.container;

import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Filters;
import io.jcompose.cli.command.Moments;
import io.jcompose.cli.command.Question;
import io.jcompose.cli.render.Units;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerState;
import io.jcompose.error.JcomposeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "prune", description = "Remove all stopped containers")
final class Prune extends ContainerCommand {
    private static final Set<String> FILTERS = new LinkedHashSet<>(List.of("label", "label!", "until"));

    @Option(
            names = {"-f", "--force"},
            description = "Do not prompt for confirmation")
    boolean force;

    @Option(
            names = "--filter",
            paramLabel = "NAME=VALUE",
            description = "Provide filter values (e.g. until=24h, label=x, label!=x)")
    List<String> filters = new ArrayList<>();

    Prune(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        Filters wanted = Filters.of(filters, FILTERS);
        ZonedDateTime now = invocation().now();
        List<Instant> until = wanted.values("until").stream()
                .map(text -> Moments.parse(text, now))
                .toList();
        if (!force
                && !Question.agrees(
                        invocation(),
                        "WARNING! This will remove all stopped containers.\nAre you sure you want to continue? [y/N] ")) {
            return 0;
        }
        long reclaimed = 0;
        List<String> removed = new ArrayList<>();
        for (Container container : engine().containers().list()) {
            boolean old = until.stream().allMatch(time -> container.created().isBefore(time));
            if (isStopped(container)
                    && old
                    && wanted.labels("label", container.spec().labels())
                    && wanted.noLabels("label!", container.spec().labels())) {
                String id = container.id().value();
                OptionalLong size = remove(id);
                if (size.isPresent()) {
                    reclaimed += size.getAsLong();
                    removed.add(id);
                }
            }
        }
        if (!removed.isEmpty()) {
            streams().outLine("Deleted Containers:");
            removed.forEach(streams()::outLine);
            streams().outLine("");
        }
        streams().outLine("Total reclaimed space: " + Units.size(reclaimed));
        return 0;
    }

    /** Its size; empty when somebody else has started or removed it meanwhile. */
    private OptionalLong remove(String id) {
        try {
            long size = engine().containers().size(id);
            engine().containers().remove(id, false, false);
            return OptionalLong.of(size);
        } catch (JcomposeException e) {
            if (e.kind() == JcomposeException.Kind.CONFLICT || e.kind() == JcomposeException.Kind.NOT_FOUND) {
                return OptionalLong.empty();
            }
            throw e;
        }
    }

    private static boolean isStopped(Container container) {
        return container.state() instanceof ContainerState.Exited
                || container.state() instanceof ContainerState.Created;
    }
}
