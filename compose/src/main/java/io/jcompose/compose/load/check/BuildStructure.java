package io.jcompose.compose.load.check;

import static io.jcompose.compose.load.check.Shape.attributes;
import static io.jcompose.compose.load.check.Shape.either;
import static io.jcompose.compose.load.check.Shape.list;
import static io.jcompose.compose.load.check.Shapes.BOOLEAN;
import static io.jcompose.compose.load.check.Shapes.BUILD_ULIMITS;
import static io.jcompose.compose.load.check.Shapes.FILE_MOUNTS;
import static io.jcompose.compose.load.check.Shapes.HOSTS;
import static io.jcompose.compose.load.check.Shapes.INTEGER;
import static io.jcompose.compose.load.check.Shapes.LIST_OR_MAPPING;
import static io.jcompose.compose.load.check.Shapes.NULL;
import static io.jcompose.compose.load.check.Shapes.STRICT_BOOLEAN;
import static io.jcompose.compose.load.check.Shapes.STRING;
import static io.jcompose.compose.load.check.Shapes.STRING_LIST;
import static io.jcompose.compose.load.check.Shapes.STRING_OR_STRINGS;

/** The attributes of {@code build} and {@code develop}. */
final class BuildStructure {
    static final Shape BUILD = either(
            STRING,
            attributes()
                    .with("context", STRING)
                    .with("dockerfile", STRING)
                    .with("dockerfile_inline", STRING)
                    .with("entitlements", STRING_LIST)
                    .with("args", LIST_OR_MAPPING)
                    .with("provenance", BOOLEAN)
                    .with("sbom", BOOLEAN)
                    .with("ssh", LIST_OR_MAPPING)
                    .with("labels", LIST_OR_MAPPING)
                    .with("cache_from", STRING_LIST)
                    .with("cache_to", STRING_LIST)
                    .with("no_cache", BOOLEAN)
                    .with("no_cache_filter", STRING_OR_STRINGS)
                    .with("additional_contexts", LIST_OR_MAPPING)
                    .with("pull", BOOLEAN)
                    .with("extra_hosts", HOSTS)
                    .with("isolation", STRING)
                    .with("network", STRING)
                    .with("target", STRING)
                    .with("secrets", FILE_MOUNTS)
                    .with("shm_size", INTEGER)
                    .with("tags", STRING_LIST)
                    .with("ulimits", BUILD_ULIMITS)
                    .with("platforms", STRING_LIST)
                    .with("privileged", BOOLEAN));

    private static final Shape WATCH = attributes()
            .with("path", STRING)
            .with("action", STRING.oneOf("rebuild", "sync", "restart", "sync+restart", "sync+exec"))
            .with("target", STRING)
            .with("exec", Shapes.HOOK)
            .with("include", STRING_OR_STRINGS)
            .with("ignore", STRING_OR_STRINGS)
            .with("initial_sync", STRICT_BOOLEAN)
            .requiring("path", "action");

    static final Shape DEVELOP = either(NULL, attributes().with("watch", list(WATCH)));

    private BuildStructure() {}
}
