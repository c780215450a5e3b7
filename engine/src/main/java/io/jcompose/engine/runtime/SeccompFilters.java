package io.jcompose.engine.runtime;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.Errno;
import io.jcompose.linux.seccomp.Architecture;
import io.jcompose.linux.seccomp.Comparison;
import io.jcompose.linux.seccomp.Comparison.Operator;
import io.jcompose.linux.seccomp.Filter;
import io.jcompose.linux.seccomp.FilterRules;
import io.jcompose.linux.seccomp.FilterRules.Rule;
import io.jcompose.linux.seccomp.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiled filters by the content of their specs: most containers of a machine share one. */
final class SeccompFilters {
    private static final int REMEMBERED = 64;
    private static final long VM_VFORK_SIGCHLD = 0x4111;
    /** What lies between the filter and the program: the end of the thread that makes the process, and its posix_spawn. */
    private static final List<String> NEEDED = List.of(
            "close",
            "execve",
            "exit",
            "exit_group",
            "futex",
            "madvise",
            "mmap",
            "mprotect",
            "munmap",
            "openat",
            "rt_sigaction",
            "rt_sigprocmask",
            "setsid",
            "write");

    /**
     * Each process begins with it, so that nothing of the engine stays open, and the C library's way without it leads through a proc that is not there
     * yet. It does nothing that close does not; profiles from before 2020 don't know it.
     */
    private static final Rule ALWAYS = new Rule("close_range", List.of(), Verdict.ALLOW);

    private static final Map<String, Operator> OPERATORS = Map.of(
            "SCMP_CMP_NE", Operator.NOT_EQUAL,
            "SCMP_CMP_LT", Operator.LESS,
            "SCMP_CMP_LE", Operator.LESS_OR_EQUAL,
            "SCMP_CMP_EQ", Operator.EQUAL,
            "SCMP_CMP_GE", Operator.GREATER_OR_EQUAL,
            "SCMP_CMP_GT", Operator.GREATER,
            "SCMP_CMP_MASKED_EQ", Operator.MASKED_EQUAL);

    /** The words for actions that a profile may use. */
    static final List<String> ACTIONS = List.of(
            "SCMP_ACT_ALLOW",
            "SCMP_ACT_ERRNO",
            "SCMP_ACT_KILL",
            "SCMP_ACT_KILL_PROCESS",
            "SCMP_ACT_KILL_THREAD",
            "SCMP_ACT_LOG",
            "SCMP_ACT_TRACE",
            "SCMP_ACT_TRAP");

    /** The words for comparisons that a profile may use. */
    static List<String> operators() {
        return OPERATORS.keySet().stream().sorted().toList();
    }

    /** The one that was used longest ago goes first. */
    private final Map<SeccompSpec, Filter> filters = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<SeccompSpec, Filter> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * Empty without a spec.
     *
     * @throws JcomposeException INVALID for what is not one, or allows too little to start anything; UNSUPPORTED on a kernel without filters
     */
    synchronized Optional<Filter> of(@Nullable SeccompSpec spec) {
        if (spec == null) {
            return Optional.empty();
        }
        return Optional.of(filters.computeIfAbsent(spec, SeccompFilters::compile));
    }

    private static Filter compile(SeccompSpec spec) {
        if (!Filter.isAvailable()) {
            throw new JcomposeException(
                    Kind.UNSUPPORTED,
                    "seccomp is not enabled in your kernel, cannot run a custom seccomp profile",
                    "start the container with security_opt: seccomp=unconfined, or use a kernel with CONFIG_SECCOMP_FILTER");
        }
        Filter filter = Filter.compile(rules(spec), flags(spec));
        checkNeeded(filter);
        return filter;
    }

    private static void checkNeeded(Filter filter) {
        List<String> missing = new ArrayList<>();
        for (String call : NEEDED) {
            if (!allows(filter, call)) {
                missing.add(call);
            }
        }
        if (!allows(filter, "clone", VM_VFORK_SIGCHLD)) {
            missing.add("clone");
        }
        if (!missing.isEmpty()) {
            throw new JcomposeException(
                    Kind.INVALID,
                    "the seccomp profile allows too little to start a program, it refuses "
                            + String.join(", ", missing),
                    "allow these system calls in it");
        }
    }

    private static boolean allows(Filter filter, String call, long... arguments) {
        return filter.verdict(Architecture.own(), call, arguments)
                .filter(verdict -> !verdict.allows())
                .isEmpty();
    }

    private static FilterRules rules(SeccompSpec spec) {
        List<Rule> rules = new ArrayList<>();
        rules.add(ALWAYS);
        for (SeccompSpec.Syscalls calls : spec.syscalls()) {
            Verdict verdict = verdict(calls.action(), calls.errnoRet());
            for (List<Comparison> conditions : alternatives(calls.args())) {
                calls.names().forEach(name -> rules.add(new Rule(name, conditions, verdict)));
            }
        }
        return new FilterRules(architectures(spec), verdict(spec.defaultAction(), spec.defaultErrnoRet()), rules);
    }

    /** Conditions on different arguments must hold together. libseccomp takes no two on one, so runc makes a rule out of each. */
    private static List<List<Comparison>> alternatives(List<SeccompSpec.Argument> arguments) {
        List<Comparison> all =
                arguments.stream().map(SeccompFilters::comparison).toList();
        Set<Integer> different = new LinkedHashSet<>();
        all.forEach(comparison -> different.add(comparison.argument()));
        return different.size() == all.size()
                ? List.of(all)
                : all.stream().map(List::of).toList();
    }

    private static Comparison comparison(SeccompSpec.Argument argument) {
        Operator operator = OPERATORS.get(argument.op());
        if (operator == null) {
            throw invalid("comparison", argument.op());
        }
        if (argument.index() < 0 || argument.index() > 5) {
            throw invalid("argument", Integer.toString(argument.index()));
        }
        long masked = operator == Operator.MASKED_EQUAL ? argument.valueTwo() : 0;
        return new Comparison(argument.index(), operator, argument.value(), masked);
    }

    private static Verdict verdict(String action, @Nullable Integer number) {
        int value = number == null ? Errno.EPERM : number;
        return switch (action) {
            case "SCMP_ACT_ALLOW" -> Verdict.ALLOW;
            case "SCMP_ACT_ERRNO" -> Verdict.error(value);
            case "SCMP_ACT_LOG" -> Verdict.LOG;
            case "SCMP_ACT_TRAP" -> Verdict.TRAP;
            case "SCMP_ACT_TRACE" -> Verdict.trace(value);
            case "SCMP_ACT_KILL", "SCMP_ACT_KILL_THREAD" -> Verdict.KILL_THREAD;
            case "SCMP_ACT_KILL_PROCESS" -> Verdict.KILL_PROCESS;
            case "SCMP_ACT_NOTIFY" ->
                throw new JcomposeException(
                        Kind.UNSUPPORTED,
                        "the seccomp action \"SCMP_ACT_NOTIFY\" is not supported by this runtime",
                        "use another action, or another runtime");
            default -> throw invalid("action", action);
        };
    }

    private static List<Architecture> architectures(SeccompSpec spec) {
        Set<Architecture> found = new LinkedHashSet<>();
        found.add(Architecture.own());
        spec.architectures().forEach(label -> Architecture.labelled(label).ifPresent(found::add));
        return List.copyOf(found);
    }

    private static long flags(SeccompSpec spec) {
        List<String> names = spec.flags();
        if (names == null) {
            return Filter.SPECULATION_ALLOWED;
        }
        long flags = 0;
        for (String name : names) {
            flags |= switch (name) {
                case "SECCOMP_FILTER_FLAG_LOG" -> Filter.LOG;
                case "SECCOMP_FILTER_FLAG_SPEC_ALLOW" -> Filter.SPECULATION_ALLOWED;
                // for all threads of a process, and a process begins with one
                case "SECCOMP_FILTER_FLAG_TSYNC" -> 0;
                default -> throw invalid("flag", name);
            };
        }
        return flags;
    }

    private static JcomposeException invalid(String what, String value) {
        return new JcomposeException(
                Kind.INVALID,
                "the seccomp " + what + " \"" + value + "\" does not exist",
                "see config-linux.md of the OCI runtime specification");
    }
}
