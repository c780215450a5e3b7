package io.jcompose.compose.load;

import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Member;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.model.SourceMark;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The images of a tree's services, fixed to digests. */
public final class ImageDigests {
    private ImageDigests() {}

    /** The tree with every service's image replaced; {@code pin} makes a name with a digest of a name. */
    public static Mapping pinned(Mapping tree, UnaryOperator<String> pin) {
        return services(
                tree,
                service -> service.get("image") instanceof Scalar image && !image.isNull()
                        ? service.with("image", Scalar.of(pin.apply(image.text()), image.mark()))
                        : service);
    }

    /** Nothing but the services with their images: an override file that locks them. */
    public static Mapping only(Mapping tree) {
        Mapping services = services(tree, service -> {
            Mapping none = Mapping.empty(service.mark());
            return service.get("image") instanceof Scalar image ? none.with("image", image) : none;
        });
        Mapping none = Mapping.empty(SourceMark.NONE);
        return services.get("services") instanceof Mapping mapping ? none.with("services", mapping) : none;
    }

    private static Mapping services(Mapping tree, UnaryOperator<Mapping> change) {
        if (!(tree.get("services") instanceof Mapping services)) {
            return tree;
        }
        Map<String, Member> members = new LinkedHashMap<>();
        services.members()
                .forEach((name, member) -> members.put(
                        name,
                        member.value() instanceof Mapping service
                                ? new Member(member.key(), change.apply(service))
                                : member));
        return tree.with("services", new Mapping(members, services.mark()));
    }
}
