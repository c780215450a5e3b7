package io.jcompose.linux.seccomp;

import java.util.List;

/** Runs a filter as the kernel does (Documentation/networking/filter.rst), with the instructions that {@link FilterCompiler} makes. */
final class Interpreter {
    private Interpreter() {}

    static Verdict run(List<Instruction> program, CallData data) {
        int accumulator = 0;
        int at = 0;
        while (true) {
            Instruction now = program.get(at);
            int order = Integer.compareUnsigned(accumulator, now.constant());
            at++;
            switch (now.code()) {
                case Instruction.LOAD -> accumulator = data.word(now.constant());
                case Instruction.AND -> accumulator &= now.constant();
                case Instruction.JUMP -> at += now.constant();
                case Instruction.JUMP_IF_EQUAL -> at += order == 0 ? now.jumpTrue() : now.jumpFalse();
                case Instruction.JUMP_IF_GREATER -> at += order > 0 ? now.jumpTrue() : now.jumpFalse();
                case Instruction.JUMP_IF_GREATER_OR_EQUAL -> at += order >= 0 ? now.jumpTrue() : now.jumpFalse();
                case Instruction.RETURN -> {
                    return new Verdict(now.constant());
                }
                default -> throw new IllegalStateException("no such instruction: " + now);
            }
        }
    }
}
