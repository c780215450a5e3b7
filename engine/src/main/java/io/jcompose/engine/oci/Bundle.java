package io.jcompose.engine.oci;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcompose.engine.runtime.ContainerDefaults;
import io.jcompose.engine.runtime.LinuxSpec;
import io.jcompose.engine.runtime.Resources;
import io.jcompose.engine.runtime.RuntimeSpec;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An OCI bundle: a directory with a config.json and a root file system (bundle.md).
 *
 * @param path absolute
 */
record Bundle(Path path, RuntimeSpec spec, Hooks hooks) {

    /** @throws JcomposeException INVALID when the configuration makes no sense, NOT_FOUND when a part of the bundle is missing */
    static Bundle read(Path path, String id) {
        Path file = path.resolve("config.json");
        if (!Files.isRegularFile(file)) {
            throw new JcomposeException(
                    Kind.NOT_FOUND, "there is no config.json in \"" + path + "\"", "name a bundle with --bundle");
        }
        try {
            return parse(path, id, Files.readString(file));
        } catch (JsonProcessingException e) {
            throw invalid(file, e.getOriginalMessage());
        } catch (IOException e) {
            throw new JcomposeException(Kind.UNAVAILABLE, "\"" + file + "\" can't be read: " + e.getMessage(), "", e);
        }
    }

    private static Bundle parse(Path path, String id, String text) throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        JsonNode tree = json.readTree(text);
        Path file = path.resolve("config.json");
        String version = tree.path("ociVersion").asText();
        if (!version.matches("\\d+\\.\\d+\\.\\d+(-.*)?(\\+.*)?")) {
            throw invalid(file, "ociVersion \"" + version + "\" is no version");
        }
        if (!version.startsWith("1.")) {
            throw invalid(file, "ociVersion " + version + " is not supported, only 1.x is");
        }
        if (!tree.path("process").isObject() || !tree.path("root").path("path").isTextual()) {
            throw invalid(file, "process or root is missing");
        }
        RuntimeSpec spec = json.treeToValue(tree, RuntimeSpec.class);
        Hooks hooks = tree.path("hooks").isObject() ? json.treeToValue(tree.get("hooks"), Hooks.class) : Hooks.NONE;
        Path root = path.resolve(spec.root().path());
        if (!Files.isDirectory(root)) {
            throw new JcomposeException(Kind.NOT_FOUND, "the root \"" + root + "\" is not a directory", "");
        }
        return new Bundle(path, withCgroup(spec, id), hooks);
    }

    /** A relative path is the runtime's to place; a name for systemd ({@code slice:prefix:name}) becomes the directories that systemd would make. */
    private static RuntimeSpec withCgroup(RuntimeSpec spec, String id) {
        String wanted = spec.linux().cgroupsPath();
        String path;
        if (wanted == null || wanted.isEmpty()) {
            path = "/jcompose-oci-" + id;
        } else if (wanted.matches("[^/:]*:[^/:]*:[^/:]+")) {
            String[] parts = wanted.split(":");
            path = "/" + (parts[0].isEmpty() ? "system.slice" : parts[0]) + "/"
                    + (parts[1].isEmpty() ? parts[2] : parts[1] + "-" + parts[2]) + ".scope";
        } else {
            path = Path.of("/", wanted).normalize().toString();
        }
        LinuxSpec linux = withDefaultDevices(spec.linux()).withCgroupsPath(path);
        return new RuntimeSpec(
                spec.ociVersion(),
                spec.process(),
                spec.root(),
                spec.hostname(),
                spec.domainname(),
                spec.mounts(),
                spec.annotations(),
                linux);
    }

    /** Those that every container has are allowed whatever the rules say, as by runc. */
    private static LinuxSpec withDefaultDevices(LinuxSpec linux) {
        Resources resources = linux.resources();
        if (resources == null || resources.devices().isEmpty()) {
            return linux;
        }
        List<Resources.DeviceRule> rules = new ArrayList<>(resources.devices());
        rules.addAll(ContainerDefaults.ALLOWED_DEVICES);
        return linux.withResources(resources.withDevices(rules));
    }

    private static JcomposeException invalid(Path file, String why) {
        return new JcomposeException(Kind.INVALID, "\"" + file + "\": " + why, "see the OCI runtime specification");
    }
}
