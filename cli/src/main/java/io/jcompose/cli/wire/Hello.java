package io.jcompose.cli.wire;

import java.nio.ByteBuffer;

/**
 * Who speaks.
 *
 * @param build a hash of the jars; equal builds understand each other in everything
 * @param version for people
 */
public record Hello(String build, String version) {
    public ByteBuffer encode() {
        return new Payload()
                .putInt(Frame.MAGIC)
                .putString(build)
                .putString(version)
                .toBuffer();
    }

    /** IllegalArgumentException when it is no jcompose that speaks. */
    public static Hello decode(ByteBuffer payload) {
        if (payload.remaining() < 4 || payload.getInt() != Frame.MAGIC) {
            throw new IllegalArgumentException("the peer does not speak JCP1");
        }
        return new Hello(Payload.getString(payload), Payload.getString(payload));
    }
}
