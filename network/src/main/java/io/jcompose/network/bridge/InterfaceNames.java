package io.jcompose.network.bridge;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The names of what one engine makes in the kernel. IFNAMSIZ leaves 15 characters: 2 of kind, 4 of engine, 8 of object. */
public final class InterfaceNames {
    private final byte[] hash;
    private final String engine;

    public InterfaceNames(String engineId) {
        hash = sha256(engineId);
        engine = HexFormat.of().formatHex(hash, 0, 2);
    }

    /** Every bridge of the engine without a name of its own begins with this. */
    public String bridgePrefix() {
        return "jc" + engine + "-";
    }

    public String bridge(String networkId) {
        return bridgePrefix() + networkId.substring(0, 8);
    }

    /** What a bridge says that the engine made and the user named. */
    String note() {
        return "jcompose " + engine;
    }

    /** Every host side of the engine's veth pairs begins with this. */
    public String vethPrefix() {
        return "ve" + engine + "-";
    }

    /** The same for the same sandbox and network, so that a restarted engine knows its own. */
    public String veth(String sandboxId, String networkId) {
        return vethPrefix() + HexFormat.of().formatHex(sha256(sandboxId + "/" + networkId), 0, 4);
    }

    /** The interface group that marks what is to be deleted: "jc" and the engine, nobody else's. */
    int linkGroup() {
        return 'j' << 24 | 'c' << 16 | Byte.toUnsignedInt(hash[0]) << 8 | Byte.toUnsignedInt(hash[1]);
    }

    public String table() {
        return "jcompose-" + engine;
    }

    /** Seed for choices in which engines should differ. */
    public byte[] seed() {
        return hash.clone();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
