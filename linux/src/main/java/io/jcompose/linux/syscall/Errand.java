package io.jcompose.linux.syscall;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.jcompose.linux.LinuxException;
import java.util.ArrayList;
import java.util.List;

/**
 * System calls, one after the other, made by a child for itself: what only a process of its own can do, where a thread of the JVM can't.
 *
 * <p>The child shares this process' memory and has a copy of its descriptors, as that of posix_spawn(3), and the calling thread is held
 * until it has ended. No Java code runs in it, nor any made for it: each call is a context of makecontext(3) that the C library's own code goes
 * through, from one to the next. No call's result is known, nor looked at.
 */
public final class Errand {
    private static final int CLONE_VM = 0x100;
    private static final int CLONE_VFORK = 0x4000;
    private static final int SIGCHLD = 17;
    private static final int SIG_SETMASK = 2;
    /** SIGILL, SIGTRAP, SIGBUS, SIGFPE and SIGSEGV, by which the JVM finds null pointers and stops threads. */
    private static final long OWN_FAULTS = 1L << 3 | 1L << 4 | 1L << 6 | 1L << 7 | 1L << 10;

    /** ucontext_t takes 968 bytes on x86_64 and 4,560 on aarch64. */
    private static final int CONTEXT_BYTES = 8192;

    private static final int STACK_BYTES = 16 * 1024;
    /** Of ucontext_t, everywhere: uc_link, and ss_sp and ss_size of uc_stack. */
    private static final int LINK = 8;

    private static final int STACK = 16;
    private static final int STACK_SIZE = 32;
    /** Of ucontext_t: uc_sigmask. */
    private static final int SIGNALS = System.getProperty("os.arch").equals("aarch64") ? 40 : 296;

    private static final long SYSCALL = function("syscall");
    private static final long SETCONTEXT = function("setcontext");

    private final NativeScope scope;
    private final List<long[]> calls = new ArrayList<>();

    /** @param scope whence the memory of the calls is; lives until the errand is done */
    public Errand(NativeScope scope) {
        this.scope = scope;
    }

    private static long function(String name) {
        return Pointer.nativeValue(NativeLibrary.getInstance("c").getFunction(name));
    }

    /** Adds a call of at most five arguments. */
    public Errand then(Call call, long... arguments) {
        long[] all = new long[7];
        all[0] = call.number();
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        calls.add(all);
        return this;
    }

    /**
     * Makes the child and waits for its end.
     *
     * @return its pid, a zombie's; the caller takes its status
     */
    public int run() {
        then(Call.EXIT_GROUP, 0);
        long context = 0;
        for (long[] call : calls.reversed()) {
            context = context(call, context);
        }
        long top = scope.allocate(STACK_BYTES) + STACK_BYTES;
        long before = blockSignals();
        try {
            int pid = Libc.clone(SETCONTEXT, top, CLONE_VM | CLONE_VFORK | SIGCHLD, context, 0, 0, 0);
            if (pid < 0) {
                throw new LinuxException(Native.getLastError(), "clone", "");
            }
            return pid;
        } finally {
            Sys.call(Call.RT_SIGPROCMASK, "", SIG_SETMASK, before, 0, Long.BYTES);
        }
    }

    /**
     * For the child's first steps, until its first context has all blocked: a signal to all of the engine's group would have the JVM's handlers run in it. The
     * calling thread needs those that it causes itself.
     *
     * @return the address of the set that was blocked before
     */
    private long blockSignals() {
        long sets = scope.allocate(2 * Long.BYTES);
        NativeScope.putLong(sets, ~OWN_FAULTS);
        Sys.call(Call.RT_SIGPROCMASK, "", SIG_SETMASK, sets, sets + Long.BYTES, Long.BYTES);
        return sets + Long.BYTES;
    }

    /** With all signals blocked: the JVM's handlers are not for such a small stack. */
    private long context(long[] call, long next) {
        long context = scope.allocate(CONTEXT_BYTES);
        Libc.getcontext(context);
        NativeScope.putLong(context + LINK, next);
        NativeScope.putLong(context + STACK, scope.allocate(STACK_BYTES));
        NativeScope.putLong(context + STACK_SIZE, STACK_BYTES);
        NativeScope.putLong(context + SIGNALS, -1L);
        Libc.makecontext(context, SYSCALL, 7, call[0], call[1], call[2], call[3], call[4], call[5], call[6]);
        return context;
    }
}
