package io.jcompose.cli.command.container.flags;

import io.jcompose.cli.command.ComposeCommand;
import io.jcompose.volumes.VolumeSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The value of one {@code --mount}: fields with commas between them, quoted as in CSV where they have commas themselves. */
final class MountWord {
    private static final List<String> TYPES = List.of("bind", "volume", "tmpfs", "image", "cluster", "npipe");
    private static final List<String> RECURSIONS = List.of("enabled", "disabled", "writable", "readonly");

    private static final List<String> PROPAGATIONS =
            List.of("private", "rprivate", "shared", "rshared", "slave", "rslave");

    private final String word;
    private final Map<String, Object> mount = new LinkedHashMap<>(Map.of("type", "volume"));
    private final Map<String, String> volumeOptions = new LinkedHashMap<>();
    private final Map<String, String> volumeLabels = new LinkedHashMap<>();

    private MountWord(String word) {
        this.word = word;
    }

    /** @throws io.jcompose.error.JcomposeException INVALID in docker's words */
    static MountWord of(String word) {
        MountWord parsed = new MountWord(word);
        parsed.fields().forEach(parsed::field);
        parsed.check();
        return parsed;
    }

    /** Compose's long form. */
    Map<String, Object> mount() {
        return mount;
    }

    String target() {
        return String.valueOf(mount.get("target"));
    }

    /** The volume that has to be there before the container, when the mount says how it is to be made. */
    Optional<VolumeSpec> volume() {
        if (volumeOptions.isEmpty() && volumeLabels.isEmpty()) {
            return Optional.empty();
        }
        VolumeSpec unnamed = VolumeSpec.unnamed(volumeLabels);
        Object name = mount.get("source");
        return Optional.of(new VolumeSpec(
                name == null ? unnamed.name() : name.toString(), name == null, "local", volumeOptions, volumeLabels));
    }

    private List<String> fields() {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '"' && quoted && i + 1 < word.length() && word.charAt(i + 1) == '"') {
                field.append(c);
                i++;
            } else if (c == '"' && (quoted || field.isEmpty())) {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        if (quoted) {
            throw wrong("a quotation mark is not closed");
        }
        fields.add(field.toString());
        return fields;
    }

    private void field(String part) {
        int equals = part.indexOf('=');
        String key = (equals < 0 ? part : part.substring(0, equals)).toLowerCase(Locale.ROOT);
        boolean flag =
                List.of("readonly", "ro", "volume-nocopy", "bind-nonrecursive").contains(key);
        if (equals < 0 && !flag) {
            throw wrong("invalid field '" + part + "' must be a key=value pair");
        }
        String value = equals < 0 ? "true" : part.substring(equals + 1);
        switch (key) {
            case "type" -> mount.put("type", type(value.toLowerCase(Locale.ROOT)));
            case "source", "src" -> mount.put("source", value);
            case "target", "dst", "destination" -> mount.put("target", value);
            case "readonly", "ro" -> mount.put("read_only", truth(key, value));
            case "consistency" -> {} // only Docker Desktop has it
            default -> ofOneType(key, value, part);
        }
    }

    private void ofOneType(String key, String value, String part) {
        switch (key) {
            case "bind-propagation" -> {
                if (!PROPAGATIONS.contains(value)) {
                    throw refused(
                            "bind",
                            "invalid propagation mode: " + value,
                            "use one of " + String.join(", ", PROPAGATIONS));
                }
                member("bind", "propagation", value);
            }
            case "bind-recursive" -> {
                if (!RECURSIONS.contains(value)) {
                    throw wrong("invalid value for bind-recursive: " + value
                            + " (must be \"enabled\", \"disabled\", \"writable\", or \"readonly\")");
                }
                member("bind", "recursive", value);
            }
            case "bind-nonrecursive" -> member("bind", "recursive", truth(key, value) ? "disabled" : "enabled");
            case "volume-nocopy" -> member("volume", "nocopy", truth(key, value));
            case "volume-subpath" -> member("volume", "subpath", value);
            case "volume-driver" -> {
                MountFlags.checkDriver(value);
                member("volume", "nocopy", false);
            }
            case "volume-label" -> {
                member("volume", "nocopy", false);
                pair(volumeLabels, value);
            }
            case "volume-opt" -> {
                member("volume", "nocopy", false);
                pair(volumeOptions, value);
            }
            case "image-subpath" -> member("image", "subpath", value);
            case "tmpfs-size" -> member("tmpfs", "size", value);
            case "tmpfs-mode" -> member("tmpfs", "mode", mode(value));
            default -> throw wrong("unexpected key '" + key + "' in '" + part + "'");
        }
    }

    private void check() {
        if (!mount.containsKey("target")) {
            throw wrong("target is required");
        }
        MountFlags.checkTarget(target(), word);
        String type = String.valueOf(mount.get("type"));
        for (String kind : List.of("volume", "image", "bind", "tmpfs")) {
            if (mount.containsKey(kind) && !kind.equals(type)) {
                throw wrong("cannot mix '" + kind + "-*' options with mount type '" + type + "'");
            }
        }
        boolean readOnly = Boolean.TRUE.equals(mount.get("read_only"));
        boolean sourced = mount.containsKey("source");
        switch (type) {
            case "bind" -> checkBind(readOnly, sourced);
            case "tmpfs" -> {
                if (sourced) {
                    throw refused(type, "field Source must not be specified", "leave out the source");
                }
            }
            case "image" -> {
                if (!sourced) {
                    throw refused(type, "field Source must not be empty", "name an image");
                }
            }
            case "volume" -> {
                if (readOnly && !sourced) {
                    throw refused(
                            type,
                            "must not set ReadOnly mode when using anonymous volumes",
                            "give it a source, or leave out readonly");
                }
            }
            default -> {} // refused as a compose file's
        }
    }

    private void checkBind(boolean readOnly, boolean sourced) {
        if (!sourced) {
            throw wrong("source is required for a bind mount");
        }
        Map<?, ?> bind = mount.get("bind") instanceof Map<?, ?> given ? given : Map.of();
        if ("readonly".equals(bind.get("recursive"))) {
            if (!readOnly) {
                throw wrong("option 'bind-recursive=readonly' requires 'readonly' to be specified in conjunction");
            }
            if (!"rprivate".equals(bind.get("propagation"))) {
                throw wrong("option 'bind-recursive=readonly' requires 'bind-propagation=rprivate' to be specified in"
                        + " conjunction");
            }
        }
        // Other than -v, --mount makes no missing source.
        member("bind", "create_host_path", false);
        String source = String.valueOf(mount.get("source"));
        if (!source.startsWith("/") && !source.startsWith(".")) {
            throw refused(
                    "bind",
                    "invalid mount path: '" + source + "' mount path must be absolute",
                    "begin it with a / or ./");
        }
    }

    private static String type(String name) {
        if (!TYPES.contains(name)) {
            throw refused(name, "mount type unknown", "use bind, volume or tmpfs");
        }
        return name;
    }

    private void member(String kind, String name, Object value) {
        Map<Object, Object> all = new LinkedHashMap<>();
        if (mount.get(kind) instanceof Map<?, ?> before) {
            all.putAll(before);
        }
        if (!Boolean.FALSE.equals(value) || name.equals("create_host_path")) {
            all.put(name, value);
        }
        mount.put(kind, all);
    }

    private static void pair(Map<String, String> pairs, String value) {
        int equals = value.indexOf('=');
        pairs.put(equals < 0 ? value : value.substring(0, equals), equals < 0 ? "" : value.substring(equals + 1));
    }

    private boolean truth(String key, String value) {
        return switch (value) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw wrong("invalid value for " + key + ": " + value);
        };
    }

    private int mode(String value) {
        try {
            return Integer.parseInt(value, 8);
        } catch (NumberFormatException e) {
            throw wrong("invalid value for tmpfs-mode: " + value);
        }
    }

    private static RuntimeException refused(String type, String why, String remedy) {
        return ComposeCommand.invalid("invalid mount config for type \"" + type + "\": " + why, remedy);
    }

    private RuntimeException wrong(String why) {
        return ComposeCommand.invalid(
                "invalid argument \"" + word + "\" for \"--mount\" flag: " + why,
                "write for instance type=bind,source=/srv,target=/srv,readonly");
    }
}
