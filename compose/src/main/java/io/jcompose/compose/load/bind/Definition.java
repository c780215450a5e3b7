package io.jcompose.compose.load.bind;

import io.jcompose.compose.load.tree.Json;
import io.jcompose.compose.load.tree.Node.Mapping;
import java.util.List;

/** A service as text: equal texts mean equal containers. */
final class Definition {
    private static final List<String> NOT_THE_CONTAINER = List.of(
            "build",
            "pull_policy",
            "pull_refresh_after",
            "scale",
            "depends_on",
            "profiles",
            "develop",
            "attach",
            "extends");

    private Definition() {}

    static String of(Mapping service) {
        Mapping kept = service;
        for (String attribute : NOT_THE_CONTAINER) {
            kept = kept.without(attribute);
        }
        if (kept.get("deploy") instanceof Mapping deploy) {
            kept = kept.with("deploy", deploy.without("replicas"));
        }
        return Json.compactSorted(kept.plain());
    }
}
