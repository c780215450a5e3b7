package io.jcompose.engine.container;

import java.security.SecureRandom;
import java.util.HexFormat;

/** 64 hex digits, as docker's. */
public record ContainerId(String value) implements Comparable<ContainerId> {
    public ContainerId {
        if (value.length() != 64) {
            throw new IllegalArgumentException("not a container id: " + value);
        }
    }

    static ContainerId random(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return new ContainerId(HexFormat.of().formatHex(bytes));
    }

    /** The 12 digits that lists show and that are a container's default hostname. */
    public String shortForm() {
        return value.substring(0, 12);
    }

    @Override
    public int compareTo(ContainerId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
