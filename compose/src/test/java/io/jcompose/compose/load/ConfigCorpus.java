package io.jcompose.compose.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Runs one case of the compose-config corpus in this JVM and compares as the corpus's own sweep does. */
final class ConfigCorpus {
    static final ObjectMapper JSON = new ObjectMapper();

    private final Path set;
    private final Path scratch;

    /** @param scratch a directory that stands for the corpus's fixed one */
    ConfigCorpus(Path set, Path scratch) {
        this.set = set;
        this.scratch = scratch;
    }

    List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(set)) {
            return entries.filter(entry -> Files.exists(entry.resolve("case.json")))
                    .map(entry -> entry.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    /** The first difference, or empty when the case holds. */
    Optional<String> difference(String name) throws IOException {
        Path source = set.resolve(name);
        Path directory = copy(source.resolve("files"), scratch.resolve(name));
        LoadRequest request = request(JSON.readTree(source.resolve("case.json").toFile()), directory);
        Path golden = source.resolve("golden.json");
        String output;
        try {
            output = ConfigRenderer.json(new ProjectLoader().load(request));
        } catch (JcomposeException e) {
            return Files.exists(golden) ? Optional.of("wrongly rejected: " + e.getMessage()) : Optional.empty();
        }
        if (!Files.exists(golden)) {
            return Optional.of("wrongly accepted, should fail: "
                    + Files.readString(source.resolve("error.txt")).strip());
        }
        String wanted =
                Files.readString(golden).replace("@DIR@", directory.toString()).replace("/tmp/corpus/", scratch + "/");
        JsonNode want = pruned(JSON.readTree(wanted));
        JsonNode got = pruned(JSON.readTree(output));
        List<String> differences = new ArrayList<>();
        compare(want, got, "$", differences);
        return differences.isEmpty()
                ? Optional.empty()
                : Optional.of(differences.getFirst()
                        + (differences.size() > 1 ? " (+" + (differences.size() - 1) + " more)" : ""));
    }

    LoadRequest request(String name) throws IOException {
        Path source = set.resolve(name);
        Path directory = copy(source.resolve("files"), scratch.resolve(name));
        return request(JSON.readTree(source.resolve("case.json").toFile()), directory);
    }

    boolean isRefused(String name) {
        return !Files.exists(set.resolve(name).resolve("golden.json"));
    }

    private static LoadRequest request(JsonNode given, Path directory) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        environment.put("HOME", "/root");
        given.get("env")
                .properties()
                .forEach(entry ->
                        environment.put(entry.getKey(), entry.getValue().asText()));
        boolean consistency = texts(given.get("config_args")).stream().noneMatch("--no-consistency"::equals);
        return new LoadRequest(
                directory,
                texts(given.get("files")),
                Optional.empty(),
                environment,
                texts(given.get("env_files")).stream().map(Path::of).toList(),
                texts(given.get("profiles")),
                Optional.of("corpus"),
                Optional.empty(),
                LoadFlags.stages(true, true, true, consistency, true));
    }

    static List<String> texts(JsonNode list) {
        List<String> out = new ArrayList<>();
        list.forEach(item -> out.add(item.asText()));
        return out;
    }

    static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> walk = Files.walk(from)) {
            for (Path path : walk.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isSymbolicLink(path)) {
                    if (!Files.isSymbolicLink(target)) {
                        Files.createSymbolicLink(target, Files.readSymbolicLink(path));
                    }
                } else if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        return to;
    }

    /** What the sweep forgives: null commands and entrypoints, an empty ipam. */
    private static JsonNode pruned(JsonNode root) {
        root.path("services").forEach(service -> {
            for (String key : List.of("command", "entrypoint")) {
                if (service instanceof ObjectNode object && object.path(key).isNull()) {
                    object.remove(key);
                }
            }
        });
        root.path("networks").forEach(network -> {
            if (network instanceof ObjectNode object
                    && object.path("ipam").isObject()
                    && object.path("ipam").isEmpty()) {
                object.remove("ipam");
            }
        });
        return root;
    }

    static void compare(JsonNode want, JsonNode got, String path, List<String> out) {
        if (want instanceof ObjectNode a && got instanceof ObjectNode b) {
            TreeSet<String> keys = new TreeSet<>();
            a.fieldNames().forEachRemaining(keys::add);
            b.fieldNames().forEachRemaining(keys::add);
            for (String key : keys) {
                if (!b.has(key)) {
                    out.add(path + "." + key + ": missing, want " + a.get(key));
                } else if (!a.has(key)) {
                    out.add(path + "." + key + ": extra, got " + b.get(key));
                } else {
                    compare(a.get(key), b.get(key), path + "." + key, out);
                }
            }
        } else if (want instanceof ArrayNode a && got instanceof ArrayNode b) {
            for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
                if (i >= b.size()) {
                    out.add(path + "[" + i + "]: missing, want " + a.get(i));
                } else if (i >= a.size()) {
                    out.add(path + "[" + i + "]: extra, got " + b.get(i));
                } else {
                    compare(a.get(i), b.get(i), path + "[" + i + "]", out);
                }
            }
        } else if (!same(want, got)) {
            out.add(path + ": want " + want + ", got " + got);
        }
    }

    private static boolean same(JsonNode want, JsonNode got) {
        return want.isNumber() && got.isNumber()
                ? want.decimalValue().compareTo(got.decimalValue()) == 0
                : want.equals(got);
    }
}
