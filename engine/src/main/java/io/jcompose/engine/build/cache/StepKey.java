package io.jcompose.engine.build.cache;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that decides the result of a step.
 *
 * @param inputs what it is made of, by a name that a user understands ({@code file src/a.txt}, {@code build arg VERSION}); values are digests or short texts
 */
public record StepKey(Map<String, String> inputs) {
    /** Inputs that stand for all others when they differ, the first that does. */
    public static final String INSTRUCTION = "instruction";

    public static final String BASE = "base image";
    public static final String EARLIER = "an earlier step";
    public static final String FILE = "file ";

    /** Raised when the same inputs come to give another result: what an earlier version has in the cache is not taken then. */
    private static final String RULES = "2";

    public StepKey {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    }

    /** The whole, as one digest in hex. */
    public String digest() {
        MessageDigest digest = sha256();
        digest.update(RULES.getBytes(StandardCharsets.UTF_8));
        inputs.forEach((name, value) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(value.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    /** A short digest of a value that must not be stored as it is, such as a build argument. */
    public static String hashOf(String value) {
        return HexFormat.of().formatHex(sha256().digest(value.getBytes(StandardCharsets.UTF_8)), 0, 16);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
