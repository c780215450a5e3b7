package io.jcompose.linux.seccomp;

import io.jcompose.linux.Errno;
import io.jcompose.linux.seccomp.Decisions.Decision;
import io.jcompose.linux.seccomp.Decisions.Span;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Rules to classic BPF: by architecture, then by a balanced tree over spans of numbers with the same decision, so that any call is decided after some
 * ten instructions.
 */
final class FilterCompiler {
    private static final int NUMBER_OFFSET = 0;
    private static final int ARCHITECTURE_OFFSET = 4;
    private static final int ADDRESS_OFFSET = 8;

    private FilterCompiler() {}

    static List<Instruction> compile(FilterRules rules) {
        List<Instruction> code = new ArrayList<>();
        code.add(Instruction.load(ARCHITECTURE_OFFSET));
        for (int mark : marks(rules)) {
            List<Instruction> calls = calls(rules, mark);
            code.add(new Instruction(Instruction.JUMP_IF_EQUAL, 1, 0, mark));
            code.add(Instruction.jump(calls.size()));
            code.addAll(calls);
        }
        code.add(Instruction.returning(Verdict.KILL_PROCESS));
        return code;
    }

    /**
     * For the thread that makes the process: until exec it is one of the engine's, and a verdict that kills would kill the engine. So what comes from the
     * engine's own C library fails instead of dying. A program that puts code of its own at those addresses gains an error number.
     */
    static List<Instruction> compileForSpawn(FilterRules rules, AddressRange library) {
        List<Instruction> strict = compile(rules);
        if (!rules.isDeadly()) {
            return strict;
        }
        List<Instruction> code = List.of(Instruction.jump(strict.size()));
        code = Conditions.whole(code, new Comparison(0, Comparison.Operator.LESS, library.end(), 0), ADDRESS_OFFSET);
        code = new ArrayList<>(Conditions.whole(
                code, new Comparison(0, Comparison.Operator.GREATER_OR_EQUAL, library.start(), 0), ADDRESS_OFFSET));
        code.addAll(strict);
        code.addAll(compile(rules.harmless(Verdict.error(Errno.ENOSYS))));
        return code;
    }

    private static Set<Integer> marks(FilterRules rules) {
        Set<Integer> marks = new LinkedHashSet<>();
        rules.architectures().forEach(architecture -> marks.add(architecture.mark()));
        return marks;
    }

    /** Those of all architectures with one mark; their numbers don't overlap. */
    private static List<Instruction> calls(FilterRules rules, int mark) {
        List<Span> spans = new ArrayList<>();
        for (Architecture architecture : Architecture.values()) {
            if (architecture.mark() == mark) {
                spans.addAll(
                        rules.architectures().contains(architecture)
                                ? Decisions.of(rules, architecture).spans(architecture.offset())
                                : List.of(new Span(
                                        architecture.offset(), new Decision(List.of(), Verdict.KILL_PROCESS))));
            }
        }
        List<Instruction> code = new ArrayList<>();
        code.add(Instruction.load(NUMBER_OFFSET));
        code.addAll(SpanTree.of(spans));
        return code;
    }
}
