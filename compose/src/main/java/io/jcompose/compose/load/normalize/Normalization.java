package io.jcompose.compose.load.normalize;

import io.jcompose.compose.load.canonical.SlashPath;
import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Member;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.load.tree.Node.Sequence;
import io.jcompose.compose.model.SourceMark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The stage that writes down what the files imply. */
public final class Normalization {
    private static final String DEFAULT = "default";
    private static final List<String> NAMESPACES = List.of("network_mode", "ipc", "pid", "uts", "cgroup");

    private final String projectName;
    private final Map<String, String> environment;

    /** @param environment where variables without value are looked up */
    public Normalization(String projectName, Map<String, String> environment) {
        this.projectName = projectName;
        this.environment = environment;
    }

    public Mapping apply(Mapping root) {
        Mapping named = root.with("name", Scalar.of(projectName, root.keyMark("name")));
        if (named.get("services") instanceof Mapping services) {
            Map<String, Member> changed = new LinkedHashMap<>();
            services.members()
                    .forEach((name, member) -> changed.put(
                            name,
                            new Member(
                                    member.key(),
                                    member.value() instanceof Mapping service ? service(service) : member.value())));
            Mapping all = new Mapping(changed, services.mark());
            named = withDefaultNetwork(named.with("services", all), all);
        }
        for (String section : List.of("networks", "volumes", "configs", "secrets")) {
            if (named.get(section) instanceof Mapping resources) {
                named = named.with(section, names(resources));
            }
        }
        return named;
    }

    private static Mapping withDefaultNetwork(Mapping root, Mapping services) {
        boolean used = services.members().values().stream()
                .anyMatch(member -> member.value() instanceof Mapping service
                        && service.get("networks") instanceof Mapping networks
                        && networks.has(DEFAULT)
                        && !service.has("provider")
                        && !service.has("network_mode"));
        Mapping networks = root.get("networks") instanceof Mapping given ? given : Mapping.empty(SourceMark.NONE);
        if (used && !networks.has(DEFAULT)) {
            networks = networks.with(DEFAULT, new Scalar(null, SourceMark.NONE));
        }
        return networks.members().isEmpty() ? root : root.with("networks", networks);
    }

    private Mapping service(Mapping given) {
        Mapping service = given;
        boolean attached = !service.has("provider") && !service.has("network_mode");
        boolean unnamed = !(service.get("networks") instanceof Mapping networks)
                || networks.members().isEmpty();
        if (attached && unnamed) {
            service = service.with(
                    "networks", Mapping.empty(SourceMark.NONE).with(DEFAULT, new Scalar(null, SourceMark.NONE)));
        }
        if (service.get("pull_policy") instanceof Scalar policy && policy.text().equals("if_not_present")) {
            service = service.with("pull_policy", Scalar.of("missing", policy.mark()));
        }
        if (service.get("build") instanceof Mapping build) {
            service = service.with("build", build(build));
        }
        Node variables = service.get("environment");
        if (variables != null) {
            service = service.with("environment", lookedUp(variables, true));
        }
        if (service.get("volumes") instanceof Sequence volumes) {
            service = service.with("volumes", cleanTargets(volumes));
        }
        return withImpliedDependencies(service);
    }

    private Mapping build(Mapping given) {
        Mapping build = given;
        if (!build.has("context")) {
            build = build.with("context", Scalar.of(".", build.mark()));
        }
        if (!build.has("dockerfile") && !build.has("dockerfile_inline")) {
            build = build.with("dockerfile", Scalar.of("Dockerfile", build.mark()));
        }
        Node args = build.get("args");
        return args == null ? build : build.with("args", lookedUp(args, false));
    }

    /** Variables without value take the environment's; {@code keep}: those that are not set there stay named. */
    private Node lookedUp(Node variables, boolean keep) {
        return switch (variables) {
            case Scalar scalar -> scalar;
            case Mapping mapping -> {
                Map<String, Member> out = new LinkedHashMap<>();
                mapping.members().forEach((name, member) -> {
                    String value = environment.get(name);
                    boolean open = member.value() instanceof Scalar scalar && scalar.isNull();
                    if (!open) {
                        out.put(name, member);
                    } else if (value != null) {
                        out.put(
                                name,
                                new Member(
                                        member.key(),
                                        Scalar.of(value, member.value().mark())));
                    } else if (keep) {
                        out.put(name, member);
                    }
                });
                yield new Mapping(out, mapping.mark());
            }
            case Sequence sequence -> {
                List<Node> out = new ArrayList<>();
                for (Node item : sequence.items()) {
                    String text = item instanceof Scalar scalar ? scalar.text() : "";
                    String value = text.indexOf('=') < 0 ? environment.get(text) : null;
                    if (value != null) {
                        out.add(Scalar.of(text + "=" + value, item.mark()));
                    } else if (keep || text.indexOf('=') >= 0) {
                        out.add(item);
                    }
                }
                yield new Sequence(out, sequence.mark());
            }
        };
    }

    private static Node cleanTargets(Sequence volumes) {
        List<Node> out = new ArrayList<>();
        for (Node item : volumes.items()) {
            boolean cleanable = item instanceof Mapping mount && mount.get("target") instanceof Scalar;
            out.add(cleanable ? cleanTarget((Mapping) item) : item);
        }
        return new Sequence(out, volumes.mark());
    }

    private static Mapping cleanTarget(Mapping mount) {
        return mount.get("target") instanceof Scalar target
                ? mount.with("target", Scalar.of(SlashPath.clean(target.text()), target.mark()))
                : mount;
    }

    private static Mapping withImpliedDependencies(Mapping service) {
        Mapping before = service.get("depends_on") instanceof Mapping given ? given : Mapping.empty(service.mark());
        Mapping after = before;
        if (service.get("links") instanceof Sequence links) {
            for (Node link : links.items()) {
                String[] parts = link instanceof Scalar scalar ? scalar.text().split(":", -1) : new String[] {""};
                String name = parts.length == 2 ? parts[0] : String.join(":", parts);
                after = withDependency(after, name, true, link.mark());
            }
        }
        for (String namespace : NAMESPACES) {
            if (service.get(namespace) instanceof Scalar mode && mode.text().startsWith("service:")) {
                after = withDependency(after, mode.text().substring("service:".length()), true, mode.mark());
            }
        }
        if (service.get("volumes_from") instanceof Sequence sources) {
            for (Node source : sources.items()) {
                String text = source instanceof Scalar scalar ? scalar.text() : "";
                if (!text.startsWith("container:")) {
                    after = withDependency(after, text.split(":", -1)[0], false, source.mark());
                }
            }
        }
        return after.members().isEmpty() ? service : service.with("depends_on", after);
    }

    private static Mapping withDependency(Mapping dependencies, String name, boolean restart, SourceMark mark) {
        if (dependencies.has(name)) {
            return dependencies;
        }
        return dependencies.with(
                name,
                Mapping.empty(mark)
                        .with("condition", Scalar.of("service_started", mark))
                        .with("restart", Scalar.of(restart, mark))
                        .with("required", Scalar.of(true, mark)));
    }

    private Mapping names(Mapping resources) {
        Map<String, Member> out = new LinkedHashMap<>();
        resources.members().forEach((key, member) -> {
            Mapping resource = member.value() instanceof Mapping given
                    ? given
                    : Mapping.empty(member.value().mark().isKnown() ? member.key() : SourceMark.NONE);
            boolean unnamed = !(resource.get("name") instanceof Scalar name) || name.isNull();
            if (unnamed) {
                boolean external = resource.get("external") instanceof Scalar flag
                        && flag.text().equals("true");
                resource = resource.with("name", Scalar.of(external ? key : projectName + "_" + key, resource.mark()));
            }
            out.put(key, new Member(member.key(), resource));
        });
        return new Mapping(out, resources.mark());
    }
}
