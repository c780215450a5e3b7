package io.jcompose.linux.seccomp;

import io.jcompose.linux.seccomp.Decisions.Branch;
import io.jcompose.linux.seccomp.Decisions.Condition;
import io.jcompose.linux.seccomp.Decisions.Decision;
import io.jcompose.linux.seccomp.Decisions.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Code that looks for a number among spans, by halves. It is made from its end, for jumps of BPF only go forward: what they lead to is there before them.
 * Verdicts that are near enough are shared: each process that is started has the kernel translate every instruction anew, and half of them would be verdicts.
 */
final class SpanTree {
    /** Between a node and a verdict below it there may be the other side, and jumps to what is far: a few instructions. */
    private static final int NEAR = Instruction.FARTHEST - 15;

    private final List<Instruction> backwards = new ArrayList<>();
    /** Where the last one of each stands; places are counted from the end of the code. */
    private final Map<Verdict, Integer> verdicts = new LinkedHashMap<>();

    private SpanTree() {}

    /** @param spans by number, at least one; the number is in A */
    static List<Instruction> of(List<Span> spans) {
        SpanTree tree = new SpanTree();
        tree.add(spans);
        return tree.backwards.reversed();
    }

    /** Gives the place where it begins; what it adds last is its beginning, unless a verdict before is all of it. */
    private int add(List<Span> spans) {
        if (spans.size() == 1) {
            return add(spans.getFirst().decision());
        }
        int middle = spans.size() / 2;
        int above = add(spans.subList(middle, spans.size()));
        int below = add(spans.subList(0, middle));
        // one less than the farthest, since the other's jump may come between
        below = within(Instruction.FARTHEST - 1, below);
        above = within(Instruction.FARTHEST, above);
        return add(new Instruction(
                Instruction.JUMP_IF_GREATER_OR_EQUAL,
                distance(above),
                distance(below),
                spans.get(middle).first()));
    }

    private int add(Decision decision) {
        Integer known = decision.branches().isEmpty() ? verdicts.get(decision.otherwise()) : null;
        if (known != null && distance(known) <= NEAR) {
            return known;
        }
        verdicts.put(decision.otherwise(), add(Instruction.returning(decision.otherwise())));
        for (Branch branch : decision.branches().reversed()) {
            List<Instruction> one = List.of(Instruction.returning(branch.verdict()));
            for (Condition condition : branch.conditions().reversed()) {
                one = Conditions.before(one, condition);
            }
            one.reversed().forEach(this::add);
        }
        return backwards.size() - 1;
    }

    private int add(Instruction instruction) {
        backwards.add(instruction);
        return backwards.size() - 1;
    }

    /** How many instructions the next one that is added has to leave out to get there. */
    private int distance(int place) {
        return backwards.size() - 1 - place;
    }

    /** The place, or that of a jump which leads there. */
    private int within(int limit, int place) {
        return distance(place) <= limit ? place : add(Instruction.jump(distance(place)));
    }
}
