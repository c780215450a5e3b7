package io.jcompose.compose.load.normalize;

import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Member;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code scale} said again as {@code deploy.replicas}, where there is a deploy at all. */
public final class ScaleInDeploy {
    private ScaleInDeploy() {}

    public static Mapping apply(Mapping service) {
        Node scale = service.get("scale");
        if (scale == null || !(service.get("deploy") instanceof Mapping deploy)) {
            return service;
        }
        Map<String, Member> members = new LinkedHashMap<>();
        Member mode = deploy.members().get("mode");
        if (mode != null) {
            members.put("mode", mode);
        }
        members.put("replicas", new Member(service.keyMark("scale"), scale));
        deploy.members().forEach(members::putIfAbsent);
        return service.with("deploy", new Mapping(members, deploy.mark()));
    }
}
