package io.jcompose.linux.process;

import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;
import java.util.List;
import java.util.stream.IntStream;

/** The processors that the calling thread may run on (sched_setaffinity(2)), by their numbers from 0 on. Threads that it starts begin with the same. */
public final class Processors {
    /** Of a mask; room for 8192 processors, the most that a kernel is built for. */
    private static final int BYTES = 1024;

    private Processors() {}

    public static List<Integer> allowed() {
        try (NativeScope scope = NativeScope.open()) {
            long mask = scope.allocate(BYTES);
            Sys.call(Call.SCHED_GETAFFINITY, "", 0, BYTES, mask);
            return IntStream.range(0, BYTES * 8)
                    .filter(processor -> (NativeScope.getLong(word(mask, processor)) & bit(processor)) != 0)
                    .boxed()
                    .toList();
        }
    }

    /** Moves the thread there at once. */
    public static void allow(List<Integer> processors) {
        try (NativeScope scope = NativeScope.open()) {
            long mask = scope.allocate(BYTES);
            for (int processor : processors) {
                long word = word(mask, processor);
                NativeScope.putLong(word, NativeScope.getLong(word) | bit(processor));
            }
            Sys.call(Call.SCHED_SETAFFINITY, processors.toString(), 0, BYTES, mask);
        }
    }

    private static long word(long mask, int processor) {
        return mask + processor / 64 * 8L;
    }

    private static long bit(int processor) {
        return 1L << processor % 64;
    }
}
