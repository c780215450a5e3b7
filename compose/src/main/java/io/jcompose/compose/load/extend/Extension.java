package io.jcompose.compose.load.extend;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.load.check.Nearest;
import io.jcompose.compose.load.merge.Merge;
import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Member;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.load.tree.TreePath;
import io.jcompose.compose.model.SourceMark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The stage that resolves {@code extends}, recursively and across files. */
public final class Extension {
    /** The services of a file as one that extends sees them: short syntaxes written out, paths relative to the project. */
    public record Base(String file, @Nullable Mapping services, List<List<String>> resets) {}

    /** Reads the file that an {@code extends} names; null when it can't be read, which it has complained about then. */
    public interface Files {
        @Nullable
        Base base(String file, SourceMark mark, TreePath path);
    }

    private record Reference(String service, @Nullable String file, SourceMark mark) {}

    private record Step(String file, String service) {}

    /** A service and those of its file. */
    private record Place(String file, Mapping services, List<List<String>> resets) {}

    private final Files files;
    private final Merge merge;
    private final Consumer<Complaint> complaints;
    private final Consumer<Complaint> warnings;
    private final Map<Step, Node> done = new LinkedHashMap<>();

    public Extension(Files files, Merge merge, Consumer<Complaint> complaints, Consumer<Complaint> warnings) {
        this.files = files;
        this.merge = merge;
        this.complaints = complaints;
        this.warnings = warnings;
    }

    /** All services of a document with what they extend. */
    public Mapping apply(Mapping root, String file, List<List<String>> resets) {
        if (!(root.get("services") instanceof Mapping services)) {
            return root;
        }
        boolean any = services.members().values().stream()
                .anyMatch(member -> member.value() instanceof Mapping service && service.has("extends"));
        if (!any) {
            return root;
        }
        Place place = new Place(file, services, resets);
        Map<String, Member> changed = new LinkedHashMap<>();
        services.members().forEach((name, member) -> {
            Node value = resolve(name, place, List.of());
            changed.put(name, new Member(member.key(), value == null ? member.value() : value));
        });
        done.keySet().removeIf(step -> step.file().equals(file));
        return root.with("services", new Mapping(changed, services.mark()));
    }

    private @Nullable Node resolve(String name, Place place, List<Step> way) {
        Node node = place.services().get(name);
        if (!(node instanceof Mapping service) || !service.has("extends")) {
            return node;
        }
        Step here = new Step(place.file(), name);
        Node known = done.get(here);
        if (known != null) {
            return known;
        }
        TreePath path = TreePath.of("services", name, "extends");
        Reference reference = reference(service, path);
        if (reference == null) {
            return service;
        }
        List<Step> further = new ArrayList<>(way);
        further.add(here);
        Place target = target(reference, place, path);
        if (target == null || !target.services().has(reference.service())) {
            if (target != null) {
                missing(name, reference, target, path);
            }
            return service.without("extends");
        }
        if (further.contains(new Step(target.file(), reference.service()))) {
            cycle(further, new Step(target.file(), reference.service()), reference.mark(), path);
            return service.without("extends");
        }
        Node base = resolve(reference.service(), target, further);
        Node result = merged(name, service, base, place);
        done.put(here, result);
        return result;
    }

    private Node merged(String name, Mapping service, @Nullable Node base, Place place) {
        if (!(base instanceof Mapping mapping)) {
            return service;
        }
        Mapping wrapped = Mapping.empty(mapping.mark())
                .with("services", Mapping.empty(mapping.mark()).with(name, mapping));
        Mapping cleared = Resets.apply(wrapped, place.resets());
        Node source = cleared.get("services") instanceof Mapping services ? services.get(name) : null;
        Mapping under = source instanceof Mapping kept ? kept : Mapping.empty(mapping.mark());
        return merge.services(under, service, name).without("extends");
    }

    private @Nullable Reference reference(Mapping service, TreePath path) {
        Node node = service.get("extends");
        if (node instanceof Scalar scalar && scalar.value() instanceof String text) {
            return new Reference(text, null, scalar.mark());
        }
        if (node instanceof Mapping mapping && mapping.get("service") instanceof Scalar name && !name.isNull()) {
            mapping.members().forEach((key, member) -> unknown(key, member, path));
            Node source = mapping.get("file");
            if (source != null && !(source instanceof Scalar)) {
                complaints.accept(Complaint.of(
                        source.mark(), path.child("file").toString(), "must be a string, this is " + source.kind()));
                return null;
            }
            String file = source instanceof Scalar scalar && !scalar.isNull() ? scalar.text() : null;
            return new Reference(name.text(), file, name.mark());
        }
        if (node instanceof Mapping mapping) {
            complaints.accept(Complaint.of(mapping.mark(), path.toString(), "\"service\" is missing"));
        }
        return null;
    }

    /** Taken, as docker compose takes it, but not silently. */
    private void unknown(String key, Member member, TreePath path) {
        if (!key.equals("service") && !key.equals("file") && !key.startsWith("x-")) {
            warnings.accept(Complaint.of(
                            member.key(), path.child(key).toString(), "unknown attribute \"" + key + "\" has no effect")
                    .withSuggestion("known here: file, service"));
        }
    }

    private @Nullable Place target(Reference reference, Place place, TreePath path) {
        if (reference.file() == null) {
            return place;
        }
        Base base = files.base(reference.file(), reference.mark(), path);
        if (base == null) {
            return null;
        }
        Mapping services = base.services();
        return new Place(base.file(), services == null ? Mapping.empty(reference.mark()) : services, base.resets());
    }

    private void missing(String name, Reference reference, Place target, TreePath path) {
        Complaint complaint = Complaint.of(
                reference.mark(),
                path.toString(),
                "cannot extend service \"" + name + "\": service \"" + reference.service() + "\" not found in "
                        + target.file());
        complaints.accept(
                Nearest.to(reference.service(), target.services().members().keySet())
                        .map(near -> complaint.withSuggestion("did you mean \"" + near + "\"?"))
                        .orElse(complaint));
    }

    private void cycle(List<Step> way, Step back, SourceMark mark, TreePath path) {
        int from = way.indexOf(back);
        StringBuilder text = new StringBuilder("circular reference: ");
        for (Step step : way.subList(from, way.size())) {
            text.append(step.service()).append(" in ").append(step.file()).append(" extends ");
        }
        complaints.accept(Complaint.of(
                mark,
                path.toString(),
                text.append(back.service()).append(" in ").append(back.file()).toString()));
    }
}
