package io.jcompose.engine.build.graph;

import io.jcompose.engine.build.dockerfile.Instruction.ArgDeclaration;
import io.jcompose.engine.build.dockerfile.WordExpander;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Build arguments: what the caller gave, the global ones of a Dockerfile and those that are set without being declared. */
final class Variables {
    /** Given to RUN when the caller sets them, no part of the key and not in the history (Dockerfile reference, "Predefined ARGs"). */
    static final Set<String> PROXIES = Set.of(
            "HTTP_PROXY",
            "http_proxy",
            "HTTPS_PROXY",
            "https_proxy",
            "FTP_PROXY",
            "ftp_proxy",
            "NO_PROXY",
            "no_proxy",
            "ALL_PROXY",
            "all_proxy");

    private static final Set<String> UNDECLARED =
            Set.of("SOURCE_DATE_EPOCH", "BUILDKIT_INLINE_CACHE", "BUILDKIT_SYNTAX", "BUILDKIT_MULTI_PLATFORM");

    private final Map<String, String> given;
    private final Map<String, String> platform;
    private final Map<String, String> globals = new LinkedHashMap<>();
    private final Set<String> used = ConcurrentHashMap.newKeySet();

    Variables(Map<String, String> given, String os, String architecture, String targetStage) {
        this.given = given;
        Map<String, String> values = new LinkedHashMap<>();
        for (String prefix : new String[] {"TARGET", "BUILD"}) {
            values.put(prefix + "PLATFORM", os + "/" + architecture);
            values.put(prefix + "OS", os);
            values.put(prefix + "ARCH", architecture);
            values.put(prefix + "VARIANT", "");
        }
        values.put("TARGETSTAGE", targetStage);
        this.platform = values;
    }

    void declareGlobal(ArgDeclaration declaration, char escape) {
        value(declaration, escape, this::global).ifPresent(v -> globals.put(declaration.name(), v));
    }

    /** What FROM lines see. */
    Optional<String> global(String name) {
        return Optional.ofNullable(globals.get(name)).or(() -> Optional.ofNullable(platform.get(name)));
    }

    /** The value that a declaration in a stage has: the caller's, its own default, or the global one of that name. */
    Optional<String> value(ArgDeclaration declaration, char escape, Function<String, Optional<String>> environment) {
        used.add(declaration.name());
        Optional<String> fromCaller = Optional.ofNullable(given.get(declaration.name()));
        if (fromCaller.isPresent()) {
            return fromCaller;
        }
        if (declaration.value().isPresent()) {
            return Optional.of(new WordExpander(escape, environment)
                    .expand(declaration.value().get())
                    .text());
        }
        return global(declaration.name());
    }

    Map<String, String> proxies() {
        Map<String, String> found = new LinkedHashMap<>();
        given.forEach((name, value) -> {
            if (PROXIES.contains(name)) {
                found.put(name, value);
            }
        });
        return found;
    }

    /** {@code SOURCE_DATE_EPOCH}, as the caller gave it. */
    Optional<String> epoch() {
        return Optional.ofNullable(given.get("SOURCE_DATE_EPOCH"));
    }

    /** What the caller gave and no instruction declared. */
    java.util.List<String> unused() {
        return given.keySet().stream()
                .filter(name -> !used.contains(name) && !PROXIES.contains(name) && !UNDECLARED.contains(name))
                .toList();
    }
}
