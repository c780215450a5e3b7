package io.jcompose.compose.load;

import io.jcompose.compose.load.check.Nearest;
import io.jcompose.compose.load.normalize.UsedResources;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Member;
import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.Service;
import io.jcompose.error.JcomposeException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Some services of a project with what they depend on, and the networks, volumes and so on that these use. */
public final class Selection {
    private Selection() {}

    /**
     * The result as if the files held only those services; no names mean all.
     *
     * @param allResources keep the networks, volumes and so on that they don't use
     * @throws JcomposeException when a service does not exist or is not enabled
     */
    public static LoadResult of(LoadResult result, Collection<String> names, boolean allResources) {
        if (names.isEmpty()) {
            return result;
        }
        Set<String> wanted = withDependencies(result.project(), names);
        Mapping all = result.tree().get("services") instanceof Mapping mapping
                ? mapping
                : Mapping.empty(result.tree().mark());
        Map<String, Member> members = new LinkedHashMap<>(all.members());
        members.keySet().retainAll(wanted);
        Mapping chosen = result.tree().with("services", new Mapping(members, all.mark()));
        Mapping tree = allResources ? chosen : UsedResources.apply(chosen);
        Map<String, Service> services = new LinkedHashMap<>(result.project().services());
        services.keySet().retainAll(wanted);
        return new LoadResult(
                result.project().withServices(services, result.project().disabledServices()),
                tree,
                result.warnings(),
                result.unsupported(),
                result.explanations());
    }

    /** @throws JcomposeException when there is none of that name, or it is not enabled */
    public static Service service(String name, Project project) {
        Service service = project.services().get(name);
        if (service == null) {
            throw unknown(name, project);
        }
        return service;
    }

    private static Set<String> withDependencies(Project project, Collection<String> names) {
        Set<String> wanted = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(names);
        while (!open.isEmpty()) {
            String name = open.removeFirst();
            Service service = service(name, project);
            if (wanted.add(name)) {
                service.dependsOn().forEach((other, dependency) -> {
                    if (dependency.required() || project.services().containsKey(other)) {
                        open.add(other);
                    }
                });
            }
        }
        return wanted;
    }

    private static JcomposeException unknown(String name, Project project) {
        String remedy = Nearest.to(name, project.services().keySet())
                .map(near -> "did you mean \"" + near + "\"?")
                .orElse("the project has "
                        + String.join(", ", project.services().keySet()));
        return new JcomposeException(JcomposeException.Kind.NOT_FOUND, "no such service: " + name, remedy);
    }
}
