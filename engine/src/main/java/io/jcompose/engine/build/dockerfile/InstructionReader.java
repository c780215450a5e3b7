package io.jcompose.engine.build.dockerfile;

import io.jcompose.engine.build.dockerfile.Instruction.ArgDeclaration;
import io.jcompose.engine.build.dockerfile.Instruction.Command;
import io.jcompose.engine.build.dockerfile.Instruction.CopyOptions;
import io.jcompose.engine.build.dockerfile.Instruction.Pair;
import io.jcompose.error.JcomposeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Makes instructions of nodes: the number of arguments, the flags, what each keyword wants. */
final class InstructionReader {
    private static final List<String> KEYWORDS = List.of(
            "ADD",
            "ARG",
            "CMD",
            "COPY",
            "ENTRYPOINT",
            "ENV",
            "EXPOSE",
            "FROM",
            "HEALTHCHECK",
            "LABEL",
            "MAINTAINER",
            "ONBUILD",
            "RUN",
            "SHELL",
            "STOPSIGNAL",
            "USER",
            "VOLUME",
            "WORKDIR");

    private final String file;

    InstructionReader(String file) {
        this.file = file;
    }

    Instruction read(Node node) {
        FlagReader flags = new FlagReader(node, this);
        Instruction instruction = switch (node.keyword()) {
            case "from" -> from(node, flags);
            case "run" -> run(node, flags);
            case "copy", "add" -> copy(node, flags);
            case "cmd" -> new Instruction.Cmd(node, command(node));
            case "entrypoint" -> new Instruction.Entrypoint(node, command(node));
            case "env" -> new Instruction.Env(node, pairs(node));
            case "label" -> new Instruction.Label(node, pairs(node));
            case "arg" -> arg(node);
            case "workdir" -> new Instruction.Workdir(node, single(node));
            case "user" -> new Instruction.User(node, single(node));
            case "expose" -> new Instruction.Expose(node, some(node));
            case "volume" -> volume(node);
            case "stopsignal" -> new Instruction.StopSignal(node, single(node));
            case "shell" -> shell(node);
            case "healthcheck" -> HealthcheckReader.read(node, flags, this);
            case "onbuild" -> onBuild(node);
            case "maintainer" -> new Instruction.Maintainer(node, single(node));
            default -> throw unknown(node);
        };
        flags.nothingLeft();
        return instruction;
    }

    JcomposeException error(Node node, String message, String remedy) {
        return DockerfileParser.error(file, node.lines().start(), message, remedy);
    }

    private JcomposeException unknown(Node node) {
        String written = node.keyword().toUpperCase(Locale.ROOT);
        Optional<String> near = Similar.to(written, KEYWORDS);
        return error(
                node,
                "unknown instruction: " + written
                        + near.map(k -> " (did you mean " + k + "?)").orElse(""),
                near.map(k -> "write " + k).orElse("see the Dockerfile reference for the instructions there are"));
    }

    private static String keyword(Node node) {
        return node.keyword().toUpperCase(Locale.ROOT);
    }

    private List<String> some(Node node) {
        if (node.arguments().isEmpty()) {
            throw error(node, keyword(node) + " requires at least one argument", "write what follows " + keyword(node));
        }
        return node.arguments();
    }

    private String single(Node node) {
        if (node.arguments().size() != 1) {
            throw error(
                    node, keyword(node) + " requires exactly one argument", "write one word after " + keyword(node));
        }
        return node.arguments().getFirst();
    }

    private Instruction from(Node node, FlagReader flags) {
        List<String> words = node.arguments();
        boolean named = words.size() == 3 && words.get(1).equalsIgnoreCase("as");
        if (words.size() != 1 && !named) {
            throw error(node, "FROM requires either one or three arguments", "write FROM image, or FROM image AS name");
        }
        Optional<String> name = named ? Optional.of(words.get(2).toLowerCase(Locale.ROOT)) : Optional.empty();
        if (name.isPresent() && !name.get().matches("[a-z][a-z0-9-_.]*")) {
            throw error(
                    node,
                    "invalid name for build stage: \"" + words.get(2)
                            + "\", name can't start with a number or contain symbols",
                    "use letters, digits, - _ and .");
        }
        return new Instruction.From(node, words.getFirst(), name, flags.value("platform"));
    }

    private Instruction run(Node node, FlagReader flags) {
        List<Map<String, String>> mounts = new ArrayList<>();
        for (String mount : flags.values("mount")) {
            Map<String, String> fields = new LinkedHashMap<>();
            for (String field : mount.split(",")) {
                int equals = field.indexOf('=');
                fields.put(
                        (equals < 0 ? field : field.substring(0, equals))
                                .strip()
                                .toLowerCase(Locale.ROOT),
                        equals < 0 ? "" : field.substring(equals + 1));
            }
            mounts.add(fields);
        }
        String network = flags.value("network").orElse("");
        if (!List.of("", "default", "none", "host").contains(network)) {
            throw error(node, "invalid network mode: \"" + network + "\"", "write default, none or host");
        }
        if (flags.value("security").map(s -> !s.equals("sandbox")).orElse(false)) {
            throw new JcomposeException(
                    JcomposeException.Kind.UNSUPPORTED,
                    file + ":" + node.lines().start() + ": RUN --security=insecure is not supported",
                    "remove the flag");
        }
        return new Instruction.Run(node, new Command(some(node), !node.json()), mounts, network);
    }

    private Instruction copy(Node node, FlagReader flags) {
        boolean add = node.keyword().equals("add");
        if (node.arguments().size() < 2) {
            throw error(
                    node,
                    keyword(node) + " requires at least two arguments, but only "
                            + node.arguments().size() + " provided. Destination could not be determined",
                    "write " + keyword(node) + " source destination");
        }
        if (add) {
            flags.unsupported("checksum", "keep-git-dir");
        }
        CopyOptions options = new CopyOptions(
                add ? Optional.empty() : flags.value("from"),
                flags.value("chown"),
                flags.value("chmod"),
                flags.present("link"),
                !add && flags.present("parents"),
                add ? flags.truth("unpack") : Optional.empty(),
                flags.values("exclude"));
        List<String> words = node.arguments();
        return new Instruction.Copy(node, add, words.subList(0, words.size() - 1), words.getLast(), options);
    }

    private Command command(Node node) {
        return new Command(node.arguments(), !node.json() && !node.arguments().isEmpty());
    }

    private List<Pair> pairs(Node node) {
        List<String> words = some(node);
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i + 1 < words.size(); i += 3) {
            if (words.get(i).isEmpty()) {
                throw error(node, keyword(node) + " names can not be blank", "write name=value");
            }
            pairs.add(new Pair(words.get(i), words.get(i + 1)));
        }
        return pairs;
    }

    private Instruction arg(Node node) {
        List<ArgDeclaration> declarations = new ArrayList<>();
        for (String word : some(node)) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (name.isEmpty()) {
                throw error(node, "ARG names can not be blank", "write ARG name or ARG name=value");
            }
            declarations.add(
                    new ArgDeclaration(name, equals < 0 ? Optional.empty() : Optional.of(word.substring(equals + 1))));
        }
        return new Instruction.Arg(node, declarations);
    }

    private Instruction volume(Node node) {
        for (String path : some(node)) {
            if (path.isBlank()) {
                throw error(node, "VOLUME specified can not be an empty string", "write a path");
            }
        }
        return new Instruction.Volume(node, node.arguments());
    }

    private Instruction shell(Node node) {
        if (!node.json() || node.arguments().isEmpty()) {
            throw error(node, "SHELL requires the arguments to be in JSON form", "write SHELL [\"/bin/sh\", \"-c\"]");
        }
        return new Instruction.Shell(node, node.arguments());
    }

    private Instruction onBuild(Node node) {
        Node trigger = node.trigger()
                .orElseThrow(
                        () -> error(node, "ONBUILD requires at least one argument", "write an instruction after it"));
        String keyword = keyword(trigger);
        if (keyword.equals("ONBUILD")) {
            throw error(node, "chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed", "write ONBUILD once");
        }
        if (keyword.equals("FROM") || keyword.equals("MAINTAINER")) {
            throw error(node, keyword + " isn't allowed as an ONBUILD trigger", "remove the line");
        }
        Instruction checked = read(trigger);
        return new Instruction.OnBuild(node, checked.node().text());
    }
}
