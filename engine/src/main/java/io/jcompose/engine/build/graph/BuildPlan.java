package io.jcompose.engine.build.graph;

import io.jcompose.engine.build.dockerfile.Dockerfile;
import io.jcompose.engine.build.dockerfile.Instruction;
import io.jcompose.engine.build.dockerfile.Similar;
import io.jcompose.error.JcomposeException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Which stages a build needs. */
final class BuildPlan {
    private BuildPlan() {}

    static Dockerfile.Stage target(Dockerfile file, Optional<String> wanted) {
        if (wanted.isEmpty()) {
            return file.stages().getLast();
        }
        return file.stage(wanted.get(), file.stages().size()).orElseThrow(() -> {
            List<String> names =
                    file.stages().stream().map(Dockerfile.Stage::title).toList();
            return new JcomposeException(
                    JcomposeException.Kind.NOT_FOUND,
                    "target stage \"" + wanted.get() + "\" could not be found in " + file.name()
                            + Similar.to(wanted.get(), names)
                                    .map(n -> " (did you mean " + n + "?)")
                                    .orElse(""),
                    "the stages are " + String.join(", ", names));
        });
    }

    /**
     * All stages that the target needs, itself too, in the file's order.
     *
     * @param base the expanded image name of a FROM
     */
    static List<Dockerfile.Stage> needed(
            Dockerfile file, Dockerfile.Stage target, Set<String> contexts, Function<Instruction.From, String> base) {
        Map<Integer, Dockerfile.Stage> found = new TreeMap<>();
        Deque<Dockerfile.Stage> todo = new ArrayDeque<>(List.of(target));
        while (!todo.isEmpty()) {
            Dockerfile.Stage stage = todo.pop();
            if (found.putIfAbsent(stage.index(), stage) != null) {
                continue;
            }
            reference(file, stage, base.apply(stage.from()), contexts)
                    .filter(s -> s.from().stageName().isPresent())
                    .ifPresent(todo::add);
            for (Instruction instruction : stage.instructions()) {
                for (String from : references(instruction)) {
                    reference(file, stage, from, contexts).ifPresent(todo::add);
                }
            }
        }
        return List.copyOf(found.values());
    }

    private static Optional<Dockerfile.Stage> reference(
            Dockerfile file, Dockerfile.Stage stage, String name, Set<String> contexts) {
        return contexts.contains(name) ? Optional.empty() : file.stage(name, stage.index());
    }

    private static List<String> references(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Copy copy -> copy.options().from().stream().toList();
            case Instruction.Run run ->
                run.mounts().stream()
                        .map(m -> m.getOrDefault("from", ""))
                        .filter(f -> !f.isEmpty())
                        .toList();
            default -> List.of();
        };
    }
}
