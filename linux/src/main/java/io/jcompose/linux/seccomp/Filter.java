package io.jcompose.linux.seccomp;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A compiled filter, ready to be installed as often as wanted; valid in this process and its children. */
public final class Filter {
    /** Without it kernels before 5.16 turn a mitigation on that makes every program slower. */
    public static final long SPECULATION_ALLOWED = 1 << 2;

    /** The kernel's log tells of each refusal. */
    public static final long LOG = 1 << 1;

    private static final int SET_MODE_FILTER = 1;
    private static final int GET_ACTION_AVAILABLE = 2;
    private static final int BYTES = 8;
    private static final int ARGUMENTS = 6;

    private final List<Instruction> instructions;
    private final byte[] code;
    private final long flags;

    private Filter(List<Instruction> instructions, long flags) {
        this.instructions = List.copyOf(instructions);
        this.code = encode(instructions);
        this.flags = flags;
    }

    /**
     * For processes that are made by this one: see {@link #install}.
     *
     * @param flags of this class, or 0
     */
    public static Filter compile(FilterRules rules, long flags) {
        return new Filter(FilterCompiler.compileForSpawn(rules, AddressRange.ofLibc()), flags);
    }

    private static byte[] encode(List<Instruction> instructions) {
        ByteBuffer code = ByteBuffer.allocate(instructions.size() * BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Instruction instruction : instructions) {
            code.putShort((short) instruction.code())
                    .put((byte) instruction.jumpTrue())
                    .put((byte) instruction.jumpFalse())
                    .putInt(instruction.constant());
        }
        return code.array();
    }

    /**
     * What the program says to a call, as the kernel would run it. Empty when the architecture has no such call.
     *
     * @param arguments the first ones; the others are 0
     */
    public Optional<Verdict> verdict(Architecture architecture, String call, long... arguments) {
        return SystemCalls.places(call, architecture).stream().findFirst().map(place -> {
            long[] passed = Arrays.copyOf(arguments, ARGUMENTS);
            place.part().ifPresent(part -> passed[0] = part);
            return Interpreter.run(instructions, new CallData(place.number(), architecture.mark(), 0, passed));
        });
    }

    /** How many instructions it has; the kernel takes 4096. */
    public int length() {
        return instructions.size();
    }

    /** Whether this kernel has seccomp filters. */
    public static boolean isAvailable() {
        try (NativeScope scope = NativeScope.open()) {
            long action = scope.allocate(4);
            NativeScope.putInt(action, Verdict.ALLOW.value());
            return Sys.attempt(Call.SECCOMP, GET_ACTION_AVAILABLE, 0, action) == 0;
        }
    }

    /** Puts the calling thread and all that it makes under the filter, for good. The thread needs CAP_SYS_ADMIN or no_new_privs. */
    public void install() {
        try (NativeScope scope = NativeScope.open()) {
            long instructionsAt = scope.allocate(code.length);
            NativeScope.putBytes(instructionsAt, code, 0, code.length);
            long program = scope.allocate(16);
            NativeScope.putShort(program, instructions.size());
            NativeScope.putLong(program + 8, instructionsAt);
            long result = Sys.attempt(Call.SECCOMP, SET_MODE_FILTER, flags, program);
            if (result == -Errno.EINVAL && flags != 0) {
                // an older kernel that does not know a flag
                result = Sys.attempt(Call.SECCOMP, SET_MODE_FILTER, 0, program);
            }
            if (result < 0) {
                throw new LinuxException((int) -result, "seccomp", instructions.size() + " instructions");
            }
        }
    }
}
