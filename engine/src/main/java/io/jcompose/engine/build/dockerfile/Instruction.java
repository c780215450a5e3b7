package io.jcompose.engine.build.dockerfile;

import io.jcompose.engine.image.Healthcheck;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An instruction with its parts checked; words that take variables are not expanded yet. */
public sealed interface Instruction {
    /** The node that it was read from: its place and its text. */
    Node node();

    /**
     * @param image a name, a stage, a named context or {@code scratch}
     */
    record From(Node node, String image, Optional<String> stageName, Optional<String> platform)
            implements Instruction {}

    /** A command in JSON form, or one line for a shell. */
    record Command(List<String> words, boolean shell) {
        public Command {
            words = List.copyOf(words);
        }
    }

    record Run(Node node, Command command, List<Map<String, String>> mounts, String network) implements Instruction {}

    record Cmd(Node node, Command command) implements Instruction {}

    record Entrypoint(Node node, Command command) implements Instruction {}

    /** COPY or ADD. */
    record Copy(Node node, boolean add, List<String> sources, String destination, CopyOptions options)
            implements Instruction {
        public Copy {
            sources = List.copyOf(sources);
        }
    }

    record CopyOptions(
            Optional<String> from,
            Optional<String> chown,
            Optional<String> chmod,
            boolean link,
            boolean parents,
            Optional<Boolean> unpack,
            List<String> exclude) {
        public CopyOptions {
            exclude = List.copyOf(exclude);
        }
    }

    record Pair(String name, String value) {}

    record Env(Node node, List<Pair> pairs) implements Instruction {}

    record Label(Node node, List<Pair> pairs) implements Instruction {}

    record ArgDeclaration(String name, Optional<String> value) {}

    record Arg(Node node, List<ArgDeclaration> declarations) implements Instruction {}

    record Workdir(Node node, String path) implements Instruction {}

    record User(Node node, String user) implements Instruction {}

    record Expose(Node node, List<String> ports) implements Instruction {}

    record Volume(Node node, List<String> paths) implements Instruction {}

    record StopSignal(Node node, String signal) implements Instruction {}

    record Shell(Node node, List<String> words) implements Instruction {}

    record Health(Node node, Healthcheck healthcheck, boolean shell) implements Instruction {}

    record OnBuild(Node node, String trigger) implements Instruction {}

    record Maintainer(Node node, String author) implements Instruction {}
}
