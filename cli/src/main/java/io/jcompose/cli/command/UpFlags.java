package io.jcompose.cli.command;

import io.jcompose.cli.render.ProgressView;
import io.jcompose.compose.apply.UpOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code up} and {@code create} have in common. */
final class UpFlags {
    @Option(names = "--build", description = "Build images before starting containers")
    boolean build;

    @Option(
            names = "--force-recreate",
            description = "Recreate containers even if their configuration and image haven't changed")
    boolean forceRecreate;

    @Option(names = "--no-build", description = "Don't build an image, even if it's policy")
    boolean noBuild;

    @Option(names = "--no-recreate", description = "If containers already exist, don't recreate them")
    boolean noRecreate;

    @Option(names = "--pull", paramLabel = "always|missing|never", description = "Pull image before running")
    @Nullable
    String pull;

    @Option(names = "--quiet-pull", description = "Pull without printing progress information")
    boolean quietPull;

    @Option(names = "--quiet-build", description = "Build without printing the build output")
    boolean quietBuild;

    @Option(names = "--remove-orphans", description = "Remove containers for services not defined in the Compose file")
    boolean removeOrphans;

    @Option(names = "--scale", paramLabel = "SERVICE=NUM", description = "Scale SERVICE to NUM instances")
    Map<String, Integer> scale = new LinkedHashMap<>();

    @Option(
            names = {"-y", "--yes"},
            description = "Assume \"yes\" as answer to all prompts")
    boolean yes;

    ProgressView view(Context context) {
        return view(context, quietBuild);
    }

    /** What is told while things are made, without what builds write when that is not wanted. */
    static ProgressView view(Context context, boolean quietBuild) {
        ProgressView view = context.progress("Running");
        return quietBuild ? view.withoutBuilds() : view;
    }

    UpOptions options(List<String> services, boolean start, More more, Context context) {
        if (forceRecreate && noRecreate) {
            throw ComposeCommand.invalid(
                    "--force-recreate and --no-recreate contradict each other", "leave one of them out");
        }
        if (build && noBuild) {
            throw ComposeCommand.invalid("--build and --no-build contradict each other", "leave one of them out");
        }
        UpOptions.When when =
                forceRecreate ? UpOptions.When.ALWAYS : noRecreate ? UpOptions.When.NEVER : UpOptions.When.DIVERGED;
        UpOptions.Building building =
                build ? UpOptions.Building.ALWAYS : noBuild ? UpOptions.Building.NEVER : UpOptions.Building.MISSING;
        return new UpOptions(
                services,
                more.noDeps(),
                start,
                new UpOptions.Recreation(when, more.alwaysDependencies(), more.renewVolumes(), scale),
                new UpOptions.Supply(building, Optional.ofNullable(pull), quietPull),
                orphans(context),
                more.timeout(),
                more.waiting());
    }

    private UpOptions.Orphans orphans(Context context) {
        if (removeOrphans || isTrue(context.invocation().variable("COMPOSE_REMOVE_ORPHANS"))) {
            return UpOptions.Orphans.REMOVE;
        }
        return isTrue(context.invocation().variable("COMPOSE_IGNORE_ORPHANS"))
                ? UpOptions.Orphans.IGNORE
                : UpOptions.Orphans.WARN;
    }

    static boolean isTrue(String value) {
        return switch (value.toLowerCase(java.util.Locale.ROOT)) {
            case "1", "t", "true", "y", "yes" -> true;
            default -> false;
        };
    }

    /** What only {@code up} has flags for. */
    record More(
            boolean noDeps,
            boolean alwaysDependencies,
            boolean renewVolumes,
            Optional<Duration> timeout,
            UpOptions.Wait waiting) {
        static final More NONE = new More(false, false, false, Optional.empty(), UpOptions.Wait.NONE);
    }
}
