package io.jcompose.compose.load.normalize;

import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Member;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.load.tree.Node.Sequence;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The stage that leaves out networks, volumes, configs, secrets and models that no enabled service uses. */
public final class UsedResources {
    private UsedResources() {}

    public static Mapping apply(Mapping root) {
        Map<String, Set<String>> used = new LinkedHashMap<>();
        List.of("networks", "volumes", "configs", "secrets", "models")
                .forEach(section -> used.put(section, new LinkedHashSet<>()));
        if (root.get("services") instanceof Mapping services) {
            services.members().values().forEach(member -> {
                if (member.value() instanceof Mapping service) {
                    collect(service, used);
                }
            });
        }
        Mapping result = root;
        for (Map.Entry<String, Set<String>> section : used.entrySet()) {
            if (result.get(section.getKey()) instanceof Mapping all) {
                Map<String, Member> kept = new LinkedHashMap<>(all.members());
                kept.keySet().retainAll(section.getValue());
                result = kept.isEmpty()
                        ? result.without(section.getKey())
                        : result.with(section.getKey(), new Mapping(kept, all.mark()));
            }
        }
        return result;
    }

    private static void collect(Mapping service, Map<String, Set<String>> used) {
        keys(service.get("networks"), used.get("networks"));
        keys(service.get("models"), used.get("models"));
        sources(service.get("configs"), "", used.get("configs"));
        sources(service.get("secrets"), "", used.get("secrets"));
        sources(service.get("volumes"), "volume", used.get("volumes"));
        if (service.get("build") instanceof Mapping build) {
            sources(build.get("secrets"), "", used.get("secrets"));
        }
    }

    private static void keys(@Nullable Node node, @Nullable Set<String> into) {
        if (node instanceof Mapping mapping && into != null) {
            into.addAll(mapping.members().keySet());
        }
    }

    private static void sources(@Nullable Node node, String type, @Nullable Set<String> into) {
        if (!(node instanceof Sequence sequence) || into == null) {
            return;
        }
        for (Node item : sequence.items()) {
            if (item instanceof Mapping mount
                    && mount.get("source") instanceof Scalar source
                    && (type.isEmpty()
                            || (mount.get("type") instanceof Scalar kind
                                    && kind.text().equals(type)))) {
                into.add(source.text());
            }
        }
    }
}
