package io.jcompose.engine.layer;

import io.jcompose.error.JcomposeException;
import java.nio.charset.StandardCharsets;

/** The 512-byte header of ustar and GNU tar: where its fields are, and how numbers are written in them. */
final class TarFormat {
    static final int BLOCK = 512;

    static final int NAME = 0;
    static final int NAME_LENGTH = 100;
    static final int MODE = 100;
    static final int UID = 108;
    static final int GID = 116;
    static final int SIZE = 124;
    static final int MTIME = 136;
    static final int CHECKSUM = 148;
    static final int TYPE = 156;
    static final int LINK = 157;
    static final int MAGIC = 257;
    static final int DEVICE_MAJOR = 329;
    static final int DEVICE_MINOR = 337;
    static final int PREFIX = 345;
    static final int PREFIX_LENGTH = 155;

    private TarFormat() {}

    static JcomposeException broken(String what) {
        return new JcomposeException(
                JcomposeException.Kind.INVALID,
                "not a usable tar archive: " + what,
                "make the archive again, or get it again");
    }

    static String text(byte[] block, int offset, int length) {
        int end = offset;
        while (end < offset + length && block[end] != 0) {
            end++;
        }
        return new String(block, offset, end - offset, StandardCharsets.ISO_8859_1);
    }

    /** Octal digits, or base 256 when the first bit is set (GNU tar). */
    static long number(byte[] block, int offset, int length) {
        if ((block[offset] & 0x80) != 0) {
            long value = (block[offset] & 0x40) != 0 ? -1L << 6 | (block[offset] & 0x3f) : block[offset] & 0x3f;
            for (int i = offset + 1; i < offset + length; i++) {
                value = value << 8 | (block[i] & 0xff);
            }
            return value;
        }
        long value = 0;
        for (int i = offset; i < offset + length; i++) {
            int digit = block[i];
            if (digit >= '0' && digit <= '7') {
                value = value * 8 + (digit - '0');
            } else if (digit != ' ' && digit != 0) {
                throw broken("a number in a header is not octal");
            } else if (value != 0) {
                break;
            }
        }
        return value;
    }

    /** The sum of all bytes, those of the sum itself counted as spaces; some old writers summed signed bytes. */
    static boolean checksumFits(byte[] block) {
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < BLOCK; i++) {
            int b = i >= CHECKSUM && i < CHECKSUM + 8 ? ' ' : block[i];
            unsigned += b & 0xff;
            signed += b;
        }
        long wanted = number(block, CHECKSUM, 8);
        return wanted == unsigned || wanted == signed;
    }

    static void putText(byte[] block, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, block, offset, bytes.length);
    }

    static void putOctal(byte[] block, int offset, int length, long value) {
        String digits = Long.toOctalString(value);
        putText(block, offset, "0".repeat(length - 1 - digits.length()) + digits);
    }

    /** Whether a number fits into a field of so many bytes, one of which ends it. */
    static boolean fitsOctal(long value, int length) {
        return value >= 0 && value < 1L << (3 * (length - 1));
    }

    static void putChecksum(byte[] block) {
        putText(block, CHECKSUM, "        ");
        long sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        putOctal(block, CHECKSUM, 7, sum);
        block[CHECKSUM + 6] = 0;
        block[CHECKSUM + 7] = ' ';
    }

    static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    static long padding(long size) {
        return (BLOCK - size % BLOCK) % BLOCK;
    }
}
