package io.jcompose.compose.load.remote;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A name in place of a compose file's path that means something elsewhere. */
public sealed interface RemoteName {
    /**
     * In a git repository.
     *
     * @param repository what git is asked for: a URL or {@code user@host:path}
     * @param reference a branch, a tag, any other reference or a commit; empty for the default branch
     * @param subdirectory the directory (or the file) in it, relative; empty for the top
     */
    record Git(String repository, String reference, String subdirectory) implements RemoteName {
        private static final Set<String> SCHEMES = Set.of("http", "https", "ssh", "git");
        private static final Pattern URL = Pattern.compile("([a-zA-Z0-9]+)(://[^?#]*)(?:\\?([^#]*))?(?:#(.*))?");
        private static final Pattern SCP =
                Pattern.compile("([a-zA-Z0-9_-]+@[a-zA-Z0-9.-]+:[^?#]*)(?:\\?([^#]*))?(?:#(.*))?");
        private static final Map<String, String> KINDS =
                Map.of("ref", "", "tag", "refs/tags/", "branch", "refs/heads/", "commit", "", "checksum", "");

        /** The names that BuildKit takes for git's (its docs/reference, "Git context"): an http(s) URL only when its path ends in {@code .git}. */
        static Optional<RemoteName> parse(String text) {
            String full = text.startsWith("github.com/") ? "https://" + text : text;
            Matcher url = URL.matcher(full);
            if (url.matches()) {
                String scheme = url.group(1).toLowerCase(Locale.ROOT);
                boolean web = scheme.startsWith("http");
                boolean repository =
                        text.startsWith("github.com/") || !web || url.group(2).endsWith(".git");
                return SCHEMES.contains(scheme) && repository
                        ? of(scheme + url.group(2), url.group(3), url.group(4))
                        : Optional.empty();
            }
            Matcher scp = SCP.matcher(text);
            return scp.matches() ? of(scp.group(1), scp.group(2), scp.group(3)) : Optional.empty();
        }

        /** A fragment is {@code reference:subdirectory}; a query says the same with names; who writes both has no name. */
        private static Optional<RemoteName> of(String repository, @Nullable String query, @Nullable String fragment) {
            String given = fragment == null ? "" : fragment;
            if (query != null && !query.isEmpty()) {
                return given.isEmpty() ? ofQuery(repository, query) : Optional.empty();
            }
            String[] parts = given.split(":", 2);
            return Optional.of(new Git(repository, parts[0], parts.length > 1 ? parts[1] : ""));
        }

        private static Optional<RemoteName> ofQuery(String repository, String query) {
            Map<String, String> named = new LinkedHashMap<>();
            for (String each : query.split("&", -1)) {
                String[] pair = each.split("=", 2);
                boolean known = KINDS.containsKey(pair[0]) || pair[0].equals("subdir");
                if (!known || pair.length < 2 || pair[1].isEmpty() || named.containsKey(pair[0])) {
                    return Optional.empty();
                }
                named.put(pair[0], pair[1]);
            }
            try {
                named.replaceAll((_, value) -> URLDecoder.decode(value, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
            return Optional.of(new Git(repository, reference(named), named.getOrDefault("subdir", "")));
        }

        private static String reference(Map<String, String> named) {
            for (String kind : List.of("ref", "tag", "branch", "commit", "checksum")) {
                String value = named.get(kind);
                if (value != null) {
                    return KINDS.get(kind) + value;
                }
            }
            return "";
        }
    }

    /** An OCI artifact in a registry: {@code oci://registry/name:tag}. */
    record Artifact(String image) implements RemoteName {
        private static final String PREFIX = "oci://";
    }

    /** What a name means elsewhere; empty when it is a path. */
    static Optional<RemoteName> of(String name) {
        return name.startsWith(Artifact.PREFIX)
                ? Optional.of(new Artifact(name.substring(Artifact.PREFIX.length())))
                : Git.parse(name);
    }
}
