package io.jcompose.compose.load;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.complaint.ComposeFileException;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Member;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.model.SourceMark;
import io.jcompose.error.JcomposeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** The images of a tree's services, fixed to digests. */
public final class ImageDigests {
    private ImageDigests() {}

    /**
     * The tree with every service's image replaced.
     *
     * @param pin makes a name with a digest of a name; what it throws is told for all images at once, with their places
     */
    public static Mapping pinned(Mapping tree, UnaryOperator<String> pin) {
        List<Complaint> failed = new ArrayList<>();
        Mapping pinned = services(tree, (name, service) -> {
            if (!(service.get("image") instanceof Scalar image) || image.isNull()) {
                return service;
            }
            try {
                return service.with("image", Scalar.of(pin.apply(image.text()), image.mark()));
            } catch (JcomposeException e) {
                if (e.kind() == JcomposeException.Kind.INTERRUPTED) {
                    throw e;
                }
                Complaint complaint =
                        Complaint.of(image.mark(), "services." + name + ".image", String.valueOf(e.getMessage()));
                failed.add(e.remedy().map(complaint::withSuggestion).orElse(complaint));
                return service;
            }
        });
        if (!failed.isEmpty()) {
            throw new ComposeFileException(failed);
        }
        return pinned;
    }

    /** Nothing but the services with their images: an override file that locks them. */
    public static Mapping only(Mapping tree) {
        Mapping services = services(tree, (name, service) -> {
            Mapping none = Mapping.empty(service.mark());
            return service.get("image") instanceof Scalar image ? none.with("image", image) : none;
        });
        Mapping none = Mapping.empty(SourceMark.NONE);
        return services.get("services") instanceof Mapping mapping ? none.with("services", mapping) : none;
    }

    private static Mapping services(Mapping tree, BiFunction<String, Mapping, Mapping> change) {
        if (!(tree.get("services") instanceof Mapping services)) {
            return tree;
        }
        Map<String, Member> members = new LinkedHashMap<>();
        services.members()
                .forEach((name, member) -> members.put(
                        name,
                        member.value() instanceof Mapping service
                                ? new Member(member.key(), change.apply(name, service))
                                : member));
        return tree.with("services", new Mapping(members, services.mark()));
    }
}
