package io.jcompose.engine.layout;

import io.jcompose.engine.image.Digest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The one algorithm of content addresses. */
public final class Hashes {
    private Hashes() {}

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The digest of what went through the hash; the hash starts anew. */
    public static Digest digest(MessageDigest hash) {
        return Digest.ofHex(HexFormat.of().formatHex(hash.digest()));
    }

    public static Digest of(byte[] bytes) {
        MessageDigest hash = sha256();
        hash.update(bytes);
        return digest(hash);
    }
}
