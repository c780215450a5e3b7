package io.jcompose.linux.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a filter is told of a call: struct seccomp_data (linux/seccomp.h).
 *
 * @param address where the program goes on after the call
 * @param arguments six of them
 */
record CallData(int number, int mark, long address, long[] arguments) {
    private static final int SIZE = 64;

    int word(int offset) {
        ByteBuffer data = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        data.putInt(number).putInt(mark).putLong(address);
        for (long argument : arguments) {
            data.putLong(argument);
        }
        return data.getInt(offset);
    }
}
