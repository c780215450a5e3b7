package io.jcompose.linux.nftables;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An element of a set or map.
 *
 * @param value of a map, else null
 * @param intervalEnd the key is the first that is no longer inside
 */
public record Element(byte[] key, byte @Nullable [] value, boolean intervalEnd) {
    public static Element of(byte[] key) {
        return new Element(key, null, false);
    }

    public static Element of(byte[] key, byte[] value) {
        return new Element(key, value, false);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Element element
                && intervalEnd == element.intervalEnd
                && Arrays.equals(key, element.key)
                && Arrays.equals(value, element.value);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(key) + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return Arrays.toString(key) + (value == null ? "" : " : " + Arrays.toString(value));
    }
}
