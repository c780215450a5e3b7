package io.jcompose.engine.image;

import io.jcompose.error.JcomposeException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An image's name in canonical form, as distribution/reference reads one: {@code [domain/]path[:tag][@digest]}; no domain means {@code docker.io}, one
 * path component there means {@code library/}, neither tag nor digest means {@code :latest}.
 */
public record ImageName(String domain, String path, Optional<String> tag, Optional<Digest> digest) {
    private static final Pattern PATH =
            Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*");
    private static final Pattern TAG = Pattern.compile("[\\w][\\w.-]{0,127}");
    private static final Pattern DOMAIN = Pattern.compile("(?:[a-zA-Z0-9.-]+|\\[[a-fA-F0-9:]+])(?::[0-9]+)?");

    /** Reads what a user wrote; throws INVALID with docker's words when it is not a name. */
    public static ImageName parse(String text) {
        String rest = text;
        Optional<Digest> digest = Optional.empty();
        int at = rest.indexOf('@');
        if (at >= 0) {
            digest = Optional.of(new Digest(rest.substring(at + 1)));
            rest = rest.substring(0, at);
        }
        Optional<String> tag = Optional.empty();
        int colon = rest.lastIndexOf(':');
        if (colon > rest.lastIndexOf('/')) {
            tag = Optional.of(rest.substring(colon + 1));
            rest = rest.substring(0, colon);
        }
        String domain = "docker.io";
        String path = rest;
        int slash = rest.indexOf('/');
        if (slash > 0 && isDomain(rest.substring(0, slash))) {
            domain = rest.substring(0, slash);
            path = rest.substring(slash + 1);
        }
        if (domain.equals("index.docker.io")) {
            domain = "docker.io";
        }
        if (domain.equals("docker.io") && path.indexOf('/') < 0) {
            path = "library/" + path;
        }
        if (!PATH.matcher(path).matches()
                || !DOMAIN.matcher(domain).matches()
                || tag.map(t -> !TAG.matcher(t).matches()).orElse(false)) {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID,
                    "invalid reference format: \"" + text + "\"",
                    "write an image as [registry/]name[:tag], the name in small letters");
        }
        if (tag.isEmpty() && digest.isEmpty()) {
            tag = Optional.of("latest");
        }
        return new ImageName(domain, path, tag, digest);
    }

    private static boolean isDomain(String first) {
        return first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
    }

    /** As docker prints it: {@code busybox:latest} for {@code docker.io/library/busybox:latest}. */
    public String familiar() {
        return familiarRepository() + suffix();
    }

    /** {@code busybox} for {@code docker.io/library/busybox:latest}. */
    public String familiarRepository() {
        if (!domain.equals("docker.io")) {
            return domain + "/" + path;
        }
        return path.startsWith("library/") ? path.substring("library/".length()) : path;
    }

    private String suffix() {
        return tag.map(t -> ":" + t).orElse("") + digest.map(d -> "@" + d).orElse("");
    }

    @Override
    public String toString() {
        return domain + "/" + path + suffix();
    }
}
