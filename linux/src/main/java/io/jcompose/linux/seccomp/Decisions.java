package io.jcompose.linux.seccomp;

import io.jcompose.linux.Errno;
import io.jcompose.linux.seccomp.FilterRules.Rule;
import io.jcompose.linux.seccomp.SystemCalls.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The rules for one architecture, by number. */
final class Decisions {
    private static final Verdict NO_SUCH_CALL = Verdict.error(Errno.ENOSYS);
    private static final String CLONE3 = "clone3";
    /** The version of the interface may stand above the number of the call (ipc(2), "semop" with IPC_64). */
    private static final long PART_MASK = 0xffff;
    /** Above are those that x32 and ARM alone have; all below have come one after the other. */
    private static final int LAST_BY_AGE = 511;

    private final NavigableMap<Integer, Decision> byNumber = new TreeMap<>();
    private final Decision otherwise;
    private final Decision younger;
    private int youngest = -1;

    /** One way to a verdict. Halves are compared where the kernel takes only that. */
    record Branch(List<Condition> conditions, Verdict verdict) {}

    /** @param half whether only the lower 32 bits of the argument count */
    record Condition(Comparison comparison, boolean half) {}

    /** The first branch whose conditions all hold, or the verdict for the rest. */
    record Decision(List<Branch> branches, Verdict otherwise) {
        Decision {
            branches = List.copyOf(branches);
        }

        boolean mayAllow() {
            return otherwise.allows()
                    || branches.stream().anyMatch(branch -> branch.verdict().allows());
        }
    }

    /** Numbers from {@code first} on, to the next span. */
    record Span(int first, Decision decision) {}

    private Decisions(Verdict otherwise) {
        this.otherwise = new Decision(List.of(), otherwise);
        this.younger = otherwise.allows() ? this.otherwise : new Decision(List.of(), NO_SUCH_CALL);
    }

    static Decisions of(FilterRules rules, Architecture architecture) {
        Decisions decisions = new Decisions(rules.otherwise());
        Map<Integer, List<Branch>> branches = new TreeMap<>();
        Map<Integer, Verdict> unconditional = new TreeMap<>();
        for (Rule rule : rules.rules()) {
            for (Place place : SystemCalls.places(rule.call(), architecture)) {
                Optional<List<Condition>> conditions = conditions(rule, place);
                if (conditions.isEmpty()) {
                    continue;
                }
                branches.computeIfAbsent(place.number(), n -> new ArrayList<>())
                        .add(new Branch(conditions.get(), rule.verdict()));
                if (conditions.get().isEmpty()) {
                    unconditional.putIfAbsent(place.number(), rule.verdict());
                }
            }
        }
        branches.forEach((number, all) -> {
            Verdict always = unconditional.get(number);
            decisions.byNumber.put(
                    number, always == null ? new Decision(all, rules.otherwise()) : new Decision(List.of(), always));
        });
        Integer last = decisions.byNumber.floorKey(architecture.offset() + LAST_BY_AGE);
        decisions.youngest = last == null ? -1 : last;
        decisions.replaceRefusalOfClone3(architecture);
        return decisions;
    }

    /** Empty when the rule looks at arguments that a multiplexer has in memory, where no filter sees them. */
    private static Optional<List<Condition>> conditions(Rule rule, Place place) {
        if (place.part().isEmpty()) {
            return Optional.of(rule.conditions().stream()
                    .map(c -> new Condition(c, c.fitsHalf() && SystemCalls.isHalf(rule.call(), c.argument())))
                    .toList());
        }
        Comparison part = new Comparison(
                0, Comparison.Operator.MASKED_EQUAL, PART_MASK, place.part().getAsInt());
        return rule.conditions().isEmpty() ? Optional.of(List.of(new Condition(part, true))) : Optional.empty();
    }

    private void replaceRefusalOfClone3(Architecture architecture) {
        for (Place place : SystemCalls.places(CLONE3, architecture)) {
            if (!of(place.number()).mayAllow()) {
                byNumber.put(place.number(), new Decision(List.of(), NO_SUCH_CALL));
            }
        }
    }

    /** For a number of this architecture. */
    Decision of(int number) {
        Decision found = byNumber.get(number);
        if (found != null) {
            return found;
        }
        return number > youngest ? younger : otherwise;
    }

    /** Neighbours with the same decision together, in the order of their numbers, from {@code from} on. */
    List<Span> spans(int from) {
        List<Span> spans = new ArrayList<>();
        int next = from;
        for (Map.Entry<Integer, Decision> entry : byNumber.entrySet()) {
            if (entry.getKey() > next) {
                add(spans, next, of(next));
            }
            add(spans, entry.getKey(), entry.getValue());
            next = entry.getKey() + 1;
        }
        add(spans, next, of(next));
        return spans;
    }

    private static void add(List<Span> spans, int first, Decision decision) {
        if (spans.isEmpty() || !spans.getLast().decision().equals(decision)) {
            spans.add(new Span(first, decision));
        }
    }
}
