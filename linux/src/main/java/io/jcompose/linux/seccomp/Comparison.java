package io.jcompose.linux.seccomp;

/**
 * A condition on one argument of a call, unsigned.
 *
 * @param argument 0 to 5
 * @param value for {@link Operator#MASKED_EQUAL} the mask
 * @param masked what the argument must be under the mask; elsewhere 0
 */
public record Comparison(int argument, Operator operator, long value, long masked) {
    public enum Operator {
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        EQUAL,
        GREATER_OR_EQUAL,
        GREATER,
        MASKED_EQUAL
    }

    public Comparison {
        if (argument < 0 || argument > 5) {
            throw new IllegalArgumentException("a system call has the arguments 0 to 5, not " + argument);
        }
    }

    /** Whether it can be decided by the lower half of the register alone, if the kernel looks at no more. */
    boolean fitsHalf() {
        return value >>> 32 == 0 && masked >>> 32 == 0;
    }
}
