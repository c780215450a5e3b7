package io.jcompose.engine.build.graph;

import io.jcompose.engine.build.dockerfile.Dockerfile;
import io.jcompose.engine.build.dockerfile.Instruction;
import io.jcompose.engine.build.dockerfile.Similar;
import io.jcompose.engine.build.dockerfile.WordExpander;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.ImageName;
import io.jcompose.engine.image.Images;
import io.jcompose.engine.image.PullProgress;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Finds what FROM and {@code --from} name: a named context, an earlier stage, an image. */
final class Bases {
    private static final String HOST = "host:";
    private static final String IMAGE = "docker-image://";

    /** What a registry may answer, or not, when all that was asked is whether it has something newer. */
    private static final Set<Kind> NO_NEWER = Set.of(Kind.UNAVAILABLE, Kind.NOT_FOUND, Kind.DENIED);

    private final BuildRun build;
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    Bases(BuildRun build) {
        this.build = build;
    }

    RootState of(Dockerfile.Stage stage, StageTitles titles) {
        Instruction.From from = stage.from();
        String name = imageOf(from);
        checkPlatform(from);
        awaitStage(name, stage.index());
        StepReporter.Step step = build.reporter().start(titles.next("FROM " + name));
        try {
            RootState state = resolve(name, stage.index(), step);
            step.done();
            return state;
        } catch (RuntimeException e) {
            step.failed(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    /** The image that a FROM line names, variables expanded. */
    String imageOf(Instruction.From from) {
        String name = expand(from.image());
        if (name.isEmpty()) {
            throw build.dockerfile()
                    .error(
                            from,
                            Kind.INVALID,
                            "base name (" + from.image() + ") should not be blank",
                            "give the build argument a value, or a default in its ARG");
        }
        return name;
    }

    private String expand(String word) {
        return new WordExpander(build.dockerfile().escape(), build.variables()::global)
                .expand(word)
                .text();
    }

    private void checkPlatform(Instruction.From from) {
        if (from.platform().isEmpty()) {
            return;
        }
        String platform = expand(from.platform().get());
        String own = build.platform().os() + "/" + build.platform().architecture();
        if (!platform.equals(own)
                && !platform.startsWith(own + "/")
                && !platform.equals(build.platform().architecture())) {
            throw build.dockerfile()
                    .error(
                            from,
                            Kind.UNSUPPORTED,
                            "platform \"" + platform + "\" can't be built here: this machine is " + own,
                            "remove --platform, or build on such a machine");
        }
    }

    private RootState resolve(String name, int before, StepReporter.Step step) {
        Optional<String> context = context(name);
        if (context.isPresent()) {
            return fromContext(name, context.get(), step);
        }
        Optional<Dockerfile.Stage> stage =
                build.dockerfile().stage(name, before).filter(s -> !name.matches("\\d+"));
        if (stage.isPresent()) {
            return build.stage(stage.get());
        }
        return name.equals("scratch")
                ? RootState.SCRATCH
                : image(name, step, build.request().options().pull());
    }

    /** When the name is an earlier stage's: waits for its result, so that a step that needs it starts only then. */
    void awaitStage(String name, int before) {
        if (context(name).isEmpty()) {
            build.dockerfile().stage(name, before).ifPresent(build::stageIfPlanned);
        }
    }

    /** The context of that name; one may also replace an image. */
    Optional<String> context(String name) {
        return Optional.ofNullable(build.request().additionalContexts().get(name));
    }

    private RootState fromContext(String name, String context, StepReporter.Step step) {
        if (context.startsWith(HOST)) {
            return state(build.parts().hostImages().pack(context.substring(HOST.length())), name);
        }
        if (context.startsWith(IMAGE)) {
            return image(context.substring(IMAGE.length()), step, false);
        }
        throw new JcomposeException(
                Kind.UNSUPPORTED,
                "the context \"" + name + "\" (" + context + ") can't be the base of a stage",
                "write FROM scratch and COPY --from=" + name + " . /");
    }

    /** The root that {@code COPY --from} or a mount reads; empty when it is a directory of the host. */
    Optional<RootState> readable(String name, int before, StepReporter.Step step) {
        Optional<String> context = context(name);
        if (context.isPresent()) {
            boolean image = context.get().startsWith(HOST) || context.get().startsWith(IMAGE);
            return image ? Optional.of(fromContext(name, context.get(), step)) : Optional.empty();
        }
        Optional<Dockerfile.Stage> stage = build.dockerfile().stage(name, before);
        return Optional.of(stage.isPresent() ? build.stage(stage.get()) : imageOrMistypedStage(name, before, step));
    }

    private RootState imageOrMistypedStage(String name, int before, StepReporter.Step step) {
        try {
            return image(name, step, build.request().options().pull());
        } catch (JcomposeException e) {
            List<String> stages = build.dockerfile().stages().subList(0, before).stream()
                    .map(Dockerfile.Stage::title)
                    .toList();
            String near = Similar.to(name, stages)
                    .map(stage -> " (did you mean the stage " + stage + "?)")
                    .orElse("");
            throw new JcomposeException(
                    e.kind(), e.getMessage() + near, e.remedy().orElse(""), e);
        }
    }

    /** An image that is here, or is pulled now; two stages that need the same one ask once. */
    private RootState image(String name, StepReporter.Step step, boolean pull) {
        synchronized (locks.computeIfAbsent(name, n -> new Object())) {
            Images images = build.parts().images();
            Optional<Image> here = pull ? Optional.empty() : images.find(name);
            return state(here.orElseGet(() -> pull(name, step)), name);
        }
    }

    private Image pull(String name, StepReporter.Step step) {
        Images images = build.parts().images();
        try {
            return images.pull(ImageName.parse(name), progress(step));
        } catch (JcomposeException e) {
            Optional<Image> here = images.find(name);
            if (here.isEmpty() || !NO_NEWER.contains(e.kind())) {
                throw e;
            }
            // Asked for a newer one only: the one that is here will do, and the user hears of it.
            step.warned("could not look for a newer " + name + ": " + e.getMessage());
            return here.get();
        }
    }

    private static PullProgress progress(StepReporter.Step step) {
        return (layer, phase, done, total) -> {
            boolean ends = phase == PullProgress.Phase.COMPLETE || phase == PullProgress.Phase.ALREADY_EXISTS;
            if (ends) {
                step.output(
                        false, (layer + ": " + phase.words() + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        };
    }

    private RootState state(Image image, String name) {
        Images images = build.parts().images();
        return new RootState(
                image.config(), image.layers(), images.history(image), image.created(), images.author(image), name);
    }
}
