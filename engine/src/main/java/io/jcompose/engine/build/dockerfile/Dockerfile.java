package io.jcompose.engine.build.dockerfile;

import io.jcompose.error.JcomposeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A whole Dockerfile.
 *
 * @param name for messages, usually {@code Dockerfile}
 * @param globalArguments ARG instructions before the first FROM
 */
public record Dockerfile(
        String name, char escape, List<Instruction.Arg> globalArguments, List<Stage> stages, List<String> warnings) {
    public Dockerfile {
        globalArguments = List.copyOf(globalArguments);
        stages = List.copyOf(stages);
        warnings = List.copyOf(warnings);
    }

    /**
     * @param index counted from 0
     * @param instructions without the FROM
     */
    public record Stage(int index, Instruction.From from, List<Instruction> instructions) {
        public Stage {
            instructions = List.copyOf(instructions);
        }

        /** As progress shows it: the name, or {@code stage-1}. */
        public String title() {
            return from.stageName().orElse("stage-" + index);
        }
    }

    /** Reads and checks a text; throws INVALID with {@code name:line}. */
    public static Dockerfile parse(String text, String name) {
        DockerfileParser.Parsed parsed = DockerfileParser.parse(text, name);
        InstructionReader reader = new InstructionReader(name);
        List<Instruction.Arg> globals = new ArrayList<>();
        List<Stage> stages = new ArrayList<>();
        List<Instruction> current = new ArrayList<>();
        Optional<Instruction.From> from = Optional.empty();
        for (Node node : parsed.nodes()) {
            Instruction instruction = reader.read(node);
            if (instruction instanceof Instruction.From next) {
                from.ifPresent(f -> stages.add(new Stage(stages.size(), f, current)));
                current.clear();
                from = Optional.of(next);
            } else if (from.isPresent()) {
                current.add(instruction);
            } else if (instruction instanceof Instruction.Arg arg) {
                globals.add(arg);
            } else {
                throw reader.error(node, "no build stage in current context", "start with a FROM instruction");
            }
        }
        from.ifPresent(f -> stages.add(new Stage(stages.size(), f, current)));
        if (stages.isEmpty()) {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID, name + ": no build stage in the file", "add a FROM instruction");
        }
        return new Dockerfile(name, parsed.escape(), globals, stages, parsed.warnings());
    }

    /** Reads one instruction, an ONBUILD trigger of a base image. */
    public Instruction trigger(String text, String imageName) {
        String place = name + " (ONBUILD of " + imageName + ")";
        DockerfileParser.Parsed parsed = DockerfileParser.parse(text, place);
        return new InstructionReader(place).read(parsed.nodes().getFirst());
    }

    /** A stage by name or number, among the first {@code before} ones; the last of that name wins. */
    public Optional<Stage> stage(String reference, int before) {
        String wanted = reference.toLowerCase(Locale.ROOT);
        List<Stage> reachable = stages.subList(0, before).reversed();
        return reachable.stream()
                .filter(s -> s.from().stageName().map(wanted::equals).orElse(false))
                .findFirst()
                .or(() -> reachable.stream()
                        .filter(s -> Integer.toString(s.index()).equals(wanted))
                        .findFirst());
    }

    /** The error at an instruction: {@code Dockerfile:12: ...}. */
    public JcomposeException error(
            Instruction instruction, JcomposeException.Kind kind, String message, String remedy) {
        return new JcomposeException(
                kind, name + ":" + instruction.node().lines().start() + ": " + message, remedy);
    }
}
