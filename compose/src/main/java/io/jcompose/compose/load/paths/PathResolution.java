package io.jcompose.compose.load.paths;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.load.canonical.SlashPath;
import io.jcompose.compose.load.remote.RemoteName;
import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.load.tree.Rewrite;
import io.jcompose.compose.load.tree.Rules;
import io.jcompose.compose.load.tree.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The stage that puts a directory before relative paths. The directory is the project's, or for a file that is extended or included its own one,
 * relative to the project's.
 */
public final class PathResolution {
    private enum Rule {
        CONTEXT,
        PATH,
        UNIX_PATH,
        EXTENDED_FILE,
        WATCHED,
        MOUNT,
        VOLUME
    }

    private static final Rules<Rule> TABLE = table();
    private static final List<String> REMOTE_CONTEXTS =
            List.of("https://", "http://", "git://", "ssh://", "github.com/", "git@");
    private static final Pattern WINDOWS_ABSOLUTE =
            Pattern.compile("[a-zA-Z]:[\\\\/].*|[\\\\/]{2}[^\\\\/]+[\\\\/][^\\\\/]+.*");

    private final String base;
    private final Map<String, String> environment;
    private final Consumer<Complaint> complaints;

    /**
     * @param base the directory, absolute or relative
     * @param environment where HOME stands for a path that begins with {@code ~}
     */
    public PathResolution(String base, Map<String, String> environment, Consumer<Complaint> complaints) {
        this.base = base;
        this.environment = environment;
        this.complaints = complaints;
    }

    private static Rules<Rule> table() {
        Map<String, Rule> rules = new LinkedHashMap<>();
        rules.put("services.*.build.context", Rule.CONTEXT);
        rules.put("services.*.build.additional_contexts.*", Rule.CONTEXT);
        rules.put("services.*.build.ssh.*", Rule.UNIX_PATH);
        rules.put("services.*.env_file.*.path", Rule.PATH);
        rules.put("services.*.label_file.*", Rule.PATH);
        rules.put("services.*.extends.file", Rule.EXTENDED_FILE);
        rules.put("services.*.develop.watch.*.path", Rule.WATCHED);
        rules.put("services.*.volumes.*", Rule.MOUNT);
        rules.put("configs.*.file", Rule.UNIX_PATH);
        rules.put("secrets.*.file", Rule.UNIX_PATH);
        rules.put("volumes.*", Rule.VOLUME);
        return Rules.of(rules);
    }

    public Mapping apply(Mapping root) {
        return (Mapping) Rewrite.with(root, TABLE, this::resolve);
    }

    private Node resolve(Node node, TreePath path, Rule rule) {
        return switch (rule) {
            case MOUNT -> node instanceof Mapping mount ? mount(mount, path) : node;
            case VOLUME -> node instanceof Mapping volume ? volume(volume) : node;
            case CONTEXT, PATH, UNIX_PATH, EXTENDED_FILE, WATCHED ->
                node instanceof Scalar scalar && scalar.value() instanceof String text
                        ? Scalar.of(resolve(text, rule), scalar.mark())
                        : node;
        };
    }

    private String resolve(String text, Rule rule) {
        return switch (rule) {
            case CONTEXT -> isRemoteContext(text) || text.isEmpty() ? text : against(text);
            case PATH -> text.isEmpty() ? text : against(text);
            case EXTENDED_FILE -> RemoteName.of(text).isPresent() || text.isEmpty() ? text : against(text);
            case WATCHED -> text.isEmpty() ? text : withoutLink(against(text));
            case UNIX_PATH -> WINDOWS_ABSOLUTE.matcher(text).matches() ? text : against(text);
            case MOUNT, VOLUME -> text;
        };
    }

    private Node mount(Mapping mount, TreePath path) {
        if (!(mount.get("type") instanceof Scalar type) || !type.text().equals("bind")) {
            return mount;
        }
        if (!(mount.get("source") instanceof Scalar source) || source.isNull()) {
            complaints.accept(Complaint.of(mount.mark(), path.toString(), "a bind mount needs a source"));
            return mount;
        }
        return mount.with("source", Scalar.of(resolve(source.text(), Rule.UNIX_PATH), source.mark()));
    }

    /** A local volume with {@code o: bind} is a bind mount in disguise. */
    private Node volume(Mapping volume) {
        boolean local =
                volume.get("driver") instanceof Scalar driver && driver.text().equals("local");
        if (!local
                || !(volume.get("driver_opts") instanceof Mapping options)
                || !(options.get("o") instanceof Scalar o && o.text().equals("bind"))
                || !(options.get("device") instanceof Scalar device)) {
            return volume;
        }
        return volume.with(
                "driver_opts",
                options.with("device", Scalar.of(resolve(device.text(), Rule.UNIX_PATH), device.mark())));
    }

    private String against(String text) {
        String expanded = expandHome(text);
        return expanded.startsWith("/") ? expanded : join(base, expanded);
    }

    private String expandHome(String text) {
        String home = environment.get("HOME");
        return text.startsWith("~") && home != null ? join(home, text.substring(1)) : text;
    }

    /** Both parts as one clean path. */
    public static String join(String directory, String path) {
        if (path.isEmpty()) {
            return directory.isEmpty() ? "" : SlashPath.clean(directory);
        }
        return SlashPath.clean(directory.isEmpty() ? path : directory + "/" + path);
    }

    private static boolean isRemoteContext(String text) {
        return text.contains("://")
                || text.startsWith("service:")
                || text.startsWith("host:")
                || REMOTE_CONTEXTS.stream().anyMatch(text::startsWith);
    }

    /** The first symbolic link on the way replaced by where it leads, since file events name the real place. */
    private static String withoutLink(String text) {
        Path path = Path.of(text);
        if (!path.isAbsolute()) {
            return text;
        }
        for (int i = 1; i <= path.getNameCount(); i++) {
            Path prefix = path.getRoot().resolve(path.subpath(0, i));
            if (Files.isSymbolicLink(prefix)) {
                try {
                    Path real = prefix.toRealPath();
                    return i == path.getNameCount()
                            ? real.toString()
                            : real.resolve(path.subpath(i, path.getNameCount())).toString();
                } catch (IOException e) {
                    return text; // a dangling link: watching says so when it starts
                }
            }
        }
        return text;
    }
}
