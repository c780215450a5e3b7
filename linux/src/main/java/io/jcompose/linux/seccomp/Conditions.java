package io.jcompose.linux.seccomp;

import static io.jcompose.linux.seccomp.Instruction.JUMP_IF_EQUAL;
import static io.jcompose.linux.seccomp.Instruction.JUMP_IF_GREATER;
import static io.jcompose.linux.seccomp.Instruction.JUMP_IF_GREATER_OR_EQUAL;

import java.util.ArrayList;
import java.util.List;

/**
 * Comparisons of 64 bits by a machine that has 32: the upper halves first, the lower ones when those are equal. What follows a condition is run
 * when it holds, else it is left out.
 */
final class Conditions {
    private static final int ARGUMENTS_OFFSET = 16;
    private static final int BYTES = 8;
    private static final int HIGH = 4;

    private Conditions() {}

    static List<Instruction> before(List<Instruction> then, Decisions.Condition condition) {
        Comparison comparison = condition.comparison();
        int offset = ARGUMENTS_OFFSET + comparison.argument() * BYTES;
        return condition.half() ? half(then, comparison, offset) : whole(then, comparison, offset);
    }

    /** @param offset of the value in struct seccomp_data, little end first */
    static List<Instruction> whole(List<Instruction> then, Comparison comparison, int offset) {
        int high = (int) (comparison.value() >>> 32);
        List<Instruction> low = half(then, comparison, offset);
        // from the last instruction of the upper half on: to what holds, or past everything
        int holds = low.size() - then.size();
        int fails = low.size();
        List<Instruction> code = new ArrayList<>();
        code.add(Instruction.load(offset + HIGH));
        switch (comparison.operator()) {
            case EQUAL -> code.add(new Instruction(JUMP_IF_EQUAL, 0, fails, high));
            case NOT_EQUAL -> code.add(new Instruction(JUMP_IF_EQUAL, 0, holds, high));
            case GREATER, GREATER_OR_EQUAL -> {
                code.add(new Instruction(JUMP_IF_GREATER, holds + 1, 0, high));
                code.add(new Instruction(JUMP_IF_EQUAL, 0, fails, high));
            }
            case LESS, LESS_OR_EQUAL -> {
                code.add(new Instruction(JUMP_IF_GREATER, fails + 1, 0, high));
                code.add(new Instruction(JUMP_IF_EQUAL, 0, holds, high));
            }
            case MASKED_EQUAL -> {
                code.add(Instruction.and(high));
                code.add(new Instruction(JUMP_IF_EQUAL, 0, fails, (int) (comparison.masked() >>> 32)));
            }
        }
        code.addAll(low);
        return code;
    }

    /** The lower 32 bits alone. */
    private static List<Instruction> half(List<Instruction> then, Comparison comparison, int offset) {
        int low = (int) comparison.value();
        int past = then.size();
        List<Instruction> code = new ArrayList<>();
        code.add(Instruction.load(offset));
        switch (comparison.operator()) {
            case EQUAL -> code.add(new Instruction(JUMP_IF_EQUAL, 0, past, low));
            case NOT_EQUAL -> code.add(new Instruction(JUMP_IF_EQUAL, past, 0, low));
            case GREATER -> code.add(new Instruction(JUMP_IF_GREATER, 0, past, low));
            case GREATER_OR_EQUAL -> code.add(new Instruction(JUMP_IF_GREATER_OR_EQUAL, 0, past, low));
            case LESS -> code.add(new Instruction(JUMP_IF_GREATER_OR_EQUAL, past, 0, low));
            case LESS_OR_EQUAL -> code.add(new Instruction(JUMP_IF_GREATER, past, 0, low));
            case MASKED_EQUAL -> {
                code.add(Instruction.and(low));
                code.add(new Instruction(JUMP_IF_EQUAL, 0, past, (int) comparison.masked()));
            }
        }
        code.addAll(then);
        return code;
    }
}
