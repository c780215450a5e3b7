package io.jcompose.linux.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.linux.seccomp.Decisions.Branch;
import io.jcompose.linux.seccomp.Decisions.Condition;
import io.jcompose.linux.seccomp.Decisions.Decision;
import io.jcompose.linux.seccomp.Decisions.Span;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SpanTreeTest {
    private static final int WIDTH = 3;

    private static Verdict verdict(List<Instruction> tree, int number, long argument) {
        List<Instruction> code = new ArrayList<>(List.of(Instruction.load(0)));
        code.addAll(tree);
        long[] arguments = {argument, 0, 0, 0, 0, 0};
        return Interpreter.run(code, new CallData(number, Architecture.X86_64.mark(), 0, arguments));
    }

    /** Of neighbours each has another verdict; every fifth looks at the first argument. */
    private static List<Span> spans(int count, int verdicts, boolean conditions) {
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Comparison seven = new Comparison(0, Comparison.Operator.EQUAL, 7, 0);
            List<Branch> branches = conditions && i % 5 == 0
                    ? List.of(new Branch(List.of(new Condition(seven, false)), Verdict.error(200)))
                    : List.of();
            spans.add(new Span(i * WIDTH, new Decision(branches, Verdict.error(1 + i % verdicts))));
        }
        return spans;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100, 255, 256, 257, 900})
    void findsTheSpanOfEachNumber(int count) {
        for (int verdicts : List.of(2, 3, 90)) {
            List<Instruction> tree = SpanTree.of(spans(count, verdicts, true));
            for (int number = 0; number < count * WIDTH + 2; number++) {
                int span = Math.min(number / WIDTH, count - 1);
                assertThat(verdict(tree, number, 8))
                        .as("%d of %d", number, count)
                        .isEqualTo(Verdict.error(1 + span % verdicts));
                assertThat(verdict(tree, number, 7))
                        .isEqualTo(span % 5 == 0 ? Verdict.error(200) : Verdict.error(1 + span % verdicts));
            }
        }
    }

    @Test
    void isALittleLongerThanThereAreSpans() {
        assertThat(SpanTree.of(spans(600, 2, false))).hasSizeBetween(599, 630);
    }
}
