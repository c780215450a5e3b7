package io.jcompose.engine.image;

import io.jcompose.error.JcomposeException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The content address of a blob: {@code sha256:} and 64 small hex digits (OCI image-spec, descriptor.md).
 *
 * @param value the whole text, with its algorithm
 */
public record Digest(String value) implements Comparable<Digest> {
    private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}");

    public Digest {
        if (!FORM.matcher(value).matches()) {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID,
                    "\"" + value + "\" is not a digest",
                    "give sha256: and 64 hex digits");
        }
    }

    public static Digest ofHex(String hex) {
        return new Digest("sha256:" + hex.toLowerCase(Locale.ROOT));
    }

    /** The 64 hex digits. */
    public String hex() {
        return value.substring("sha256:".length());
    }

    /** The 12 hex digits that lists show. */
    public String shortHex() {
        return hex().substring(0, 12);
    }

    @Override
    public int compareTo(Digest other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
