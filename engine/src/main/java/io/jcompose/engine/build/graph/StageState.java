package io.jcompose.engine.build.graph;

import io.jcompose.engine.build.cache.StepKey;
import io.jcompose.engine.build.cache.StepResults;
import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.NewImage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How far a stage is. For one thread. */
final class StageState {
    private static final String COMMENT = "buildkit.dockerfile.v0";

    final RootState base;
    final ImageDraft draft;
    final List<Digest> layers;
    /** The build arguments that are declared so far. */
    final Map<String, String> arguments = new LinkedHashMap<>();

    private final List<NewImage.History> history;
    private Optional<Instant> created;
    private String author;

    StageState(RootState base) {
        this.base = base;
        this.draft = new ImageDraft(base.config());
        this.layers = new ArrayList<>(base.layers());
        this.history = new ArrayList<>(base.history());
        this.created = base.created();
        this.author = base.author();
    }

    /** What a variable in an instruction stands for: ENV wins over ARG. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(draft.environment.get(name)).or(() -> Optional.ofNullable(arguments.get(name)));
    }

    void metadata(String createdBy) {
        history.add(new NewImage.History(created, createdBy, COMMENT, true));
    }

    void maintainer(String who) {
        author = who;
        metadata("MAINTAINER " + who);
    }

    void layer(StepResults.Result result, String createdBy) {
        layers.add(result.layer());
        created = created.filter(c -> c.isAfter(result.created())).or(() -> Optional.of(result.created()));
        history.add(new NewImage.History(Optional.of(result.created()), createdBy, COMMENT, false));
    }

    /** The inputs that every step has: its text and what is below it. */
    Map<String, String> inputs(String instruction) {
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put(StepKey.INSTRUCTION, instruction);
        int split = base.layers().size();
        inputs.put(StepKey.BASE, StepKey.hashOf(layers.subList(0, split).toString()));
        inputs.put(
                StepKey.EARLIER,
                StepKey.hashOf(layers.subList(split, layers.size()).toString()));
        return inputs;
    }

    Optional<Instant> created() {
        return created;
    }

    RootState finished(String name) {
        return new RootState(draft.config(), layers, history, created, author, name);
    }
}
