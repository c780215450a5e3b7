package io.jcompose.linux.seccomp;

/**
 * One instruction of classic BPF (linux/filter.h, struct sock_filter).
 *
 * @param jumpTrue how many instructions to leave out when the condition holds, at most 255; likewise {@code jumpFalse}
 */
public record Instruction(int code, int jumpTrue, int jumpFalse, int constant) {
    /** A = 32 bits of the call's data at an offset. */
    public static final int LOAD = 0x20;

    /** A = A and the constant. */
    public static final int AND = 0x54;

    /** Leaves out as many instructions as the constant says. */
    public static final int JUMP = 0x05;

    public static final int JUMP_IF_EQUAL = 0x15;
    public static final int JUMP_IF_GREATER = 0x25;
    public static final int JUMP_IF_GREATER_OR_EQUAL = 0x35;

    /** Ends with the constant as the verdict. */
    public static final int RETURN = 0x06;

    static final int FARTHEST = 255;

    public Instruction {
        if (jumpTrue < 0 || jumpFalse < 0 || jumpTrue > FARTHEST || jumpFalse > FARTHEST) {
            throw new IllegalArgumentException("a jump goes at most " + FARTHEST + " instructions far");
        }
    }

    static Instruction load(int offset) {
        return new Instruction(LOAD, 0, 0, offset);
    }

    static Instruction and(int mask) {
        return new Instruction(AND, 0, 0, mask);
    }

    static Instruction jump(int distance) {
        return new Instruction(JUMP, 0, 0, distance);
    }

    static Instruction returning(Verdict verdict) {
        return new Instruction(RETURN, 0, 0, verdict.value());
    }
}
