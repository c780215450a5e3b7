package io.jcompose.compose.load.check;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Member;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.load.tree.Node.Sequence;
import io.jcompose.compose.load.tree.TreePath;
import io.jcompose.compose.model.SourceMark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Whether what services refer to exists, and whether what they say in two places agrees. Works on the typed tree. */
public final class ConsistencyCheck {
    private final Mapping root;
    private final Map<String, Mapping> enabled;
    private final Map<String, Mapping> disabled;
    private final Consumer<Complaint> complaints;
    private final Consumer<Complaint> warnings;

    /** @param disabled the services that no active profile names */
    public ConsistencyCheck(
            Mapping root,
            Map<String, Mapping> enabled,
            Map<String, Mapping> disabled,
            Consumer<Complaint> complaints,
            Consumer<Complaint> warnings) {
        this.root = root;
        this.enabled = enabled;
        this.disabled = disabled;
        this.complaints = complaints;
        this.warnings = warnings;
    }

    /** @param complete the structure is sound, so that what is not there was not written rather than misspelt */
    public void check(boolean complete) {
        enabled.forEach((name, service) -> {
            TreePath path = TreePath.of("services", name);
            if (complete) {
                content(service, path);
            }
            references(service, path);
            dependencies(service, path);
            limits(service, path);
            scale(service, path);
            mounts(service, path);
            watches(service, path);
        });
        containerNames();
        secrets();
        new CycleCheck(enabled, complaints).check();
    }

    private void containerNames() {
        Map<String, String> users = new LinkedHashMap<>();
        enabled.forEach((name, service) -> {
            String container = text(service, "container_name");
            String other = container == null ? null : users.putIfAbsent(container, name);
            if (other != null) {
                complain(
                        Objects.requireNonNull(service.get("container_name")),
                        TreePath.of("services", name).child("container_name"),
                        "container name \"" + container + "\" is already in use by service \"" + other + "\"");
            }
        });
    }

    private void content(Mapping service, TreePath path) {
        if (!service.has("build") && !service.has("image") && !service.has("provider")) {
            complaints.accept(Complaint.of(
                            service.mark(),
                            path.toString(),
                            "service \"" + path.last() + "\" has neither an image nor a build context specified")
                    .withSuggestion("add image: or build:"));
        }
        Mapping build = mapping(service, "build");
        if (build != null && build.has("dockerfile_inline") && build.has("dockerfile")) {
            complain(build, path.child("build"), "dockerfile and dockerfile_inline are mutually exclusive");
        }
        if (build != null
                && build.get("platforms") instanceof Sequence platforms
                && service.get("platform") instanceof Scalar platform) {
            if (platforms.items().stream().noneMatch(item -> Objects.equals(item.plain(), platform.value()))) {
                complain(
                        platforms,
                        path.child("build").child("platforms"),
                        "build.platforms must include platform \"" + platform.text() + "\"");
            }
        }
        Mapping contexts = build == null ? null : mapping(build, "additional_contexts");
        if (contexts != null) {
            contexts.members().forEach((key, member) -> context(key, member.value(), path));
        }
        if (service.get("network_mode") instanceof Scalar && mapping(service, "networks") != null) {
            complain(
                    service.get("network_mode"),
                    path.child("network_mode"),
                    "`network_mode` and `networks` are mutually exclusive");
        }
        Mapping health = mapping(service, "healthcheck");
        if (health != null
                && health.get("test") instanceof Sequence test
                && !test.items().isEmpty()) {
            String first = String.valueOf(test.items().getFirst().plain());
            if (!Set.of("CMD", "CMD-SHELL", "NONE").contains(first)) {
                complain(
                        test,
                        path.child("healthcheck").child("test"),
                        "healthcheck.test must start with \"CMD\", \"CMD-SHELL\" or \"NONE\"");
            }
        }
    }

    private void context(String key, Node value, TreePath path) {
        if (!(value instanceof Scalar scalar) || !scalar.text().startsWith("service:")) {
            return;
        }
        String target = scalar.text().substring("service:".length());
        TreePath at = path.child("build").child("additional_contexts").child(key);
        Mapping service = enabled.get(target);
        if (service == null) {
            unknown(
                    scalar.mark(),
                    at,
                    "declares unknown service \"" + target + "\" as additional context",
                    target,
                    enabled.keySet());
        } else if (!service.has("build")) {
            complain(scalar, at, "declares service \"" + target + "\" as additional context, which is not built");
        }
    }

    private void references(Mapping service, TreePath path) {
        named(service, "networks", "networks", "network", path);
        named(service, "models", "models", "model", path);
        sources(service, "configs", "configs", "config", path);
        sources(service, "secrets", "secrets", "secret", path);
        Mapping build = mapping(service, "build");
        if (build != null) {
            sources(build, "secrets", "secrets", "build secret", path.child("build"));
        }
        if (service.get("volumes") instanceof Sequence volumes) {
            int position = 0;
            for (Node item : volumes.items()) {
                TreePath at = path.child("volumes").item(position++);
                boolean named = item instanceof Mapping mount && "volume".equals(text(mount, "type"));
                String source = named ? text((Mapping) item, "source") : null;
                if (source != null && !declared("volumes", source)) {
                    unknown(item.mark(), at, "refers to undefined volume " + source, source, names("volumes"));
                }
            }
        }
    }

    private void named(Mapping service, String attribute, String section, String what, TreePath path) {
        Mapping uses = mapping(service, attribute);
        if (uses == null) {
            return;
        }
        uses.members().forEach((name, member) -> {
            if (name.startsWith("x-")) {
                complaints.accept(Complaint.of(
                                member.key(),
                                path.child(attribute).toString(),
                                "\"" + name + "\" is an extension here, not a " + what)
                        .withSuggestion("give the " + what + " a name that does not begin with x-"));
            } else if (!declared(section, name)) {
                unknown(
                        member.key(),
                        path.child(attribute),
                        "refers to undefined " + what + " " + name,
                        name,
                        names(section));
            }
        });
    }

    private void sources(Mapping owner, String attribute, String section, String what, TreePath path) {
        if (!(owner.get(attribute) instanceof Sequence uses)) {
            return;
        }
        int position = 0;
        for (Node item : uses.items()) {
            TreePath at = path.child(attribute).item(position++);
            String source = item instanceof Mapping mount ? text(mount, "source") : null;
            if (!declared(section, source == null ? "" : source)) {
                unknown(
                        item.mark(),
                        at,
                        "refers to undefined " + what + " " + source,
                        String.valueOf(source),
                        names(section));
            }
        }
    }

    private void dependencies(Mapping service, TreePath path) {
        Mapping dependencies = mapping(service, "depends_on");
        if (dependencies != null) {
            dependencies.members().forEach((name, member) -> dependency(name, member, path));
        }
        String mode = text(service, "network_mode");
        if (mode != null && mode.startsWith("service:") && !enabled.containsKey(mode.substring("service:".length()))) {
            String name = mode.substring("service:".length());
            unknown(
                    service.mark(),
                    path.child("network_mode"),
                    "service \"" + name + "\" not found",
                    name,
                    enabled.keySet());
        }
    }

    private void dependency(String name, Member member, TreePath path) {
        if (enabled.containsKey(name)) {
            return;
        }
        boolean required = !(member.value() instanceof Mapping mapping)
                || !(mapping.get("required") instanceof Scalar flag)
                || !Boolean.FALSE.equals(flag.value());
        TreePath at = path.child("depends_on");
        Mapping off = disabled.get(name);
        if (off == null && !required) {
            warnings.accept(Complaint.of(
                    member.key(),
                    at.toString(),
                    "depends on service \"" + name + "\", which is not defined, but not required"));
        } else if (off == null) {
            unknown(member.key(), at, "depends on undefined service \"" + name + "\"", name, enabled.keySet());
        } else if (required) {
            String profiles = off.get("profiles") instanceof Sequence list ? String.valueOf(list.plain()) : "";
            complaints.accept(Complaint.of(
                            member.key(),
                            at.toString(),
                            "depends on service \"" + name + "\", which is disabled: its profiles are " + profiles)
                    .withSuggestion("enable one with --profile, or write required: false"));
        }
    }

    private void limits(Mapping service, TreePath path) {
        Mapping deploy = mapping(service, "deploy");
        Mapping resources = deploy == null ? null : mapping(deploy, "resources");
        Mapping limits = resources == null ? null : mapping(resources, "limits");
        Mapping reservations = resources == null ? null : mapping(resources, "reservations");
        agree(service, "cpus", limits, "cpus", "deploy.resources.limits.cpus", path);
        agree(service, "mem_limit", limits, "memory", "deploy.resources.limits.memory", path);
        agree(service, "mem_reservation", reservations, "memory", "deploy.resources.reservations.memory", path);
        agree(service, "pids_limit", limits, "pids", "deploy.resources.limits.pids", path);
    }

    private void agree(
            Mapping service, String attribute, @Nullable Mapping other, String key, String name, TreePath path) {
        if (other == null || !(service.get(attribute) instanceof Scalar one)) {
            return;
        }
        Object theirs = other.get(key) instanceof Scalar scalar ? scalar.value() : null;
        if (!Objects.equals(one.value(), theirs)) {
            complain(one, path.child(attribute), "can't set distinct values on '" + attribute + "' and '" + name + "'");
        }
    }

    private void scale(Mapping service, TreePath path) {
        Mapping deploy = mapping(service, "deploy");
        Long replicas = deploy == null ? null : number(deploy, "replicas");
        Long scale = number(service, "scale");
        if (scale != null && replicas != null && !scale.equals(replicas)) {
            complain(
                    service.get("scale"),
                    path.child("scale"),
                    "can't set distinct values on 'scale' and 'deploy.replicas'");
        }
        if (scale != null && scale < 0) {
            complain(service.get("scale"), path.child("scale"), "must be greater than or equal to 0");
        }
        if (deploy != null && replicas != null && replicas < 0) {
            complain(
                    deploy.get("replicas"),
                    path.child("deploy").child("replicas"),
                    "must be greater than or equal to 0");
        }
        Long wanted = scale != null ? scale : replicas;
        if (wanted != null && wanted > 1 && service.has("container_name")) {
            complain(
                    service.get("container_name"),
                    path.child("container_name"),
                    "can't set container_name and " + (scale != null ? "scale" : "deploy.replicas")
                            + " as container name must be unique");
        }
    }

    private void mounts(Mapping service, TreePath path) {
        Map<String, TreePath> taken = new LinkedHashMap<>();
        List<Map.Entry<String, Node>> targets = new ArrayList<>();
        if (service.get("tmpfs") instanceof Sequence tmpfs) {
            tmpfs.items()
                    .forEach(item ->
                            targets.add(Map.entry(String.valueOf(item.plain()).split(":", 2)[0], item)));
        }
        int first = targets.size();
        if (service.get("volumes") instanceof Sequence volumes) {
            volumes.items().forEach(item -> {
                String target = item instanceof Mapping mount ? text(mount, "target") : null;
                targets.add(Map.entry(target == null ? "" : target, item));
            });
        }
        for (int i = 0; i < targets.size(); i++) {
            if (targets.get(i).getKey().isEmpty()) {
                continue;
            }
            TreePath at = i < first
                    ? path.child("tmpfs").item(i)
                    : path.child("volumes").item(i - first);
            TreePath earlier = taken.putIfAbsent(targets.get(i).getKey(), at);
            if (earlier != null) {
                complain(
                        targets.get(i).getValue(),
                        at,
                        "target " + targets.get(i).getKey() + " already mounted as " + earlier);
            }
        }
    }

    private void watches(Mapping service, TreePath path) {
        Mapping develop = mapping(service, "develop");
        if (develop == null || !(develop.get("watch") instanceof Sequence watches)) {
            return;
        }
        int position = 0;
        for (Node item : watches.items()) {
            TreePath at = path.child("develop").child("watch").item(position++);
            String action = item instanceof Mapping watch ? text(watch, "action") : null;
            boolean needsTarget = action != null && !action.equals("rebuild") && !action.equals("restart");
            if (needsTarget && text((Mapping) item, "target") == null) {
                complain(item, at, "target is required for non-rebuild actions");
            }
        }
    }

    private void secrets() {
        if (!(root.get("secrets") instanceof Mapping secrets)) {
            return;
        }
        secrets.members().forEach((name, member) -> {
            if (member.value() instanceof Mapping secret
                    && !Boolean.TRUE.equals(secret.get("external") instanceof Scalar flag ? flag.value() : null)
                    && !secret.has("file")
                    && !secret.has("environment")) {
                complain(
                        secret,
                        TreePath.of("secrets", name),
                        "secret \"" + name + "\" must declare either `file` or `environment`");
            }
        });
    }

    private boolean declared(String section, String name) {
        return root.get(section) instanceof Mapping mapping && mapping.has(name);
    }

    private Set<String> names(String section) {
        return root.get(section) instanceof Mapping mapping ? mapping.members().keySet() : new LinkedHashSet<>();
    }

    private static @Nullable Mapping mapping(Mapping owner, String key) {
        return owner.get(key) instanceof Mapping mapping ? mapping : null;
    }

    private static @Nullable String text(Mapping owner, String key) {
        return owner.get(key) instanceof Scalar scalar && !scalar.isNull() ? scalar.text() : null;
    }

    private static @Nullable Long number(Mapping owner, String key) {
        return owner.get(key) instanceof Scalar scalar && scalar.value() instanceof Long number ? number : null;
    }

    private void unknown(SourceMark mark, TreePath path, String message, String name, Set<String> known) {
        Complaint complaint = Complaint.of(mark, path.toString(), message);
        complaints.accept(Nearest.to(name, known)
                .map(near -> complaint.withSuggestion("did you mean \"" + near + "\"?"))
                .orElse(complaint));
    }

    private void complain(@Nullable Node node, TreePath path, String message) {
        complaints.accept(Complaint.of(node == null ? SourceMark.NONE : node.mark(), path.toString(), message));
    }
}
