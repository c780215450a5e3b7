package io.jcompose.linux.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.linux.Errno;
import io.jcompose.linux.process.Credentials;
import io.jcompose.linux.seccomp.Comparison.Operator;
import io.jcompose.linux.seccomp.FilterRules.Rule;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.Sys;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What compiled filters say, by an interpreter and by the kernel itself. */
final class FilterTest {
    private static final List<Architecture> ALL = List.of(Architecture.values());
    private static final Verdict REFUSED = Verdict.error(Errno.EPERM);
    private static final long BIG = 0x1_0000_0000L;

    private static Rule allow(String call, Comparison... conditions) {
        return new Rule(call, List.of(conditions), Verdict.ALLOW);
    }

    private static Comparison that(int argument, Operator operator, long value) {
        return new Comparison(argument, operator, value, 0);
    }

    private static Filter filter(Verdict otherwise, Rule... rules) {
        return Filter.compile(new FilterRules(ALL, otherwise, List.of(rules)), Filter.SPECULATION_ALLOWED);
    }

    private static boolean holds(Operator operator, long passed, long value, long masked) {
        int order = Long.compareUnsigned(passed, value);
        return switch (operator) {
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case EQUAL -> order == 0;
            case GREATER_OR_EQUAL -> order >= 0;
            case GREATER -> order > 0;
            case MASKED_EQUAL -> (passed & value) == masked;
        };
    }

    @ParameterizedTest
    @EnumSource(Operator.class)
    void comparesSixtyFourBits(Operator operator) {
        List<Long> values = List.of(
                0L,
                1L,
                5L,
                0x7fffffffL,
                0x80000000L,
                0xffffffffL,
                BIG,
                BIG + 5,
                BIG * 2,
                Long.MAX_VALUE,
                -BIG,
                -5L,
                -1L);
        for (long value : values) {
            long masked = operator == Operator.MASKED_EQUAL ? value & 0x8000_0000_0000_0005L : 0;
            Filter filter = filter(REFUSED, allow("write", new Comparison(2, operator, value, masked)));
            for (long passed : values) {
                assertThat(filter.verdict(Architecture.X86_64, "write", 9, 9, passed))
                        .as("%x %s %x", passed, operator, value)
                        .hasValue(holds(operator, passed, value, masked) ? Verdict.ALLOW : REFUSED);
            }
        }
    }

    @Test
    void looksAtAsMuchOfAnArgumentAsTheKernelDoes() {
        Filter filter = filter(
                REFUSED, allow("socket", that(0, Operator.GREATER, 40)), allow("write", that(0, Operator.GREATER, 40)));

        assertThat(filter.verdict(Architecture.X86_64, "socket", 40 + BIG)).hasValue(REFUSED);
        assertThat(filter.verdict(Architecture.X86_64, "socket", 41 + BIG)).hasValue(Verdict.ALLOW);
        assertThat(filter.verdict(Architecture.X86_64, "write", 40 + BIG)).hasValue(Verdict.ALLOW);
    }

    @Test
    void decidesByTheFirstRuleWhoseConditionsAllHold() {
        Filter filter = filter(
                REFUSED,
                allow("write", that(0, Operator.EQUAL, 1), that(2, Operator.LESS, 10)),
                new Rule("write", List.of(that(0, Operator.EQUAL, 1)), Verdict.error(5)),
                allow("write", that(0, Operator.EQUAL, 2)));

        assertThat(filter.verdict(Architecture.AARCH64, "write", 1, 0, 9)).hasValue(Verdict.ALLOW);
        assertThat(filter.verdict(Architecture.AARCH64, "write", 1, 0, 10)).hasValue(Verdict.error(5));
        assertThat(filter.verdict(Architecture.AARCH64, "write", 2, 0, 10)).hasValue(Verdict.ALLOW);
        assertThat(filter.verdict(Architecture.AARCH64, "write", 3, 0, 10)).hasValue(REFUSED);
    }

    @Test
    void letsARuleWithoutConditionsDecideAlone() {
        Filter filter = filter(
                REFUSED,
                new Rule("write", List.of(that(0, Operator.EQUAL, 1)), Verdict.error(5)),
                allow("write"),
                new Rule("write", List.of(), Verdict.error(6)));

        assertThat(filter.verdict(Architecture.X86_64, "write", 1)).hasValue(Verdict.ALLOW);
    }

    @Test
    void saysThatAYoungerCallThanItsRulesKnowIsNotThere() {
        Filter filter = filter(REFUSED, allow("read"), allow("statx"));

        assertThat(filter.verdict(Architecture.X86_64, "openat2")).hasValue(Verdict.error(Errno.ENOSYS));
        assertThat(filter.verdict(Architecture.X86_64, "openat")).hasValue(REFUSED);
        assertThat(filter.verdict(Architecture.AARCH64, "openat2")).hasValue(Verdict.error(Errno.ENOSYS));
        assertThat(filter(Verdict.ALLOW, new Rule("read", List.of(), REFUSED)).verdict(Architecture.X86_64, "openat2"))
                .hasValue(Verdict.ALLOW);
    }

    @Test
    void neverRefusesClone3ButSaysThatItIsNotThere() {
        Filter refusing = filter(REFUSED, allow("openat2"), new Rule("clone3", List.of(), REFUSED));

        assertThat(refusing.verdict(Architecture.X86_64, "clone3")).hasValue(Verdict.error(Errno.ENOSYS));
        assertThat(filter(REFUSED, allow("clone3")).verdict(Architecture.X86_64, "clone3"))
                .hasValue(Verdict.ALLOW);
    }

    @Test
    void findsSocketCallsBehindTheirMultiplexer() {
        Filter filter = filter(REFUSED, allow("connect"), allow("getpid"));

        assertThat(filter.verdict(Architecture.X86, "connect")).hasValue(Verdict.ALLOW);
        assertThat(filter.verdict(Architecture.X86, "socketcall", 3)).hasValue(Verdict.ALLOW);
        assertThat(filter.verdict(Architecture.X86, "socketcall", 1)).hasValue(REFUSED);
    }

    @Test
    void endsAProcessThatCallsThroughAnInterfaceWithoutRules() {
        Filter filter =
                Filter.compile(new FilterRules(List.of(Architecture.X86_64), Verdict.ALLOW, List.of(allow("read"))), 0);

        assertThat(filter.verdict(Architecture.X86_64, "read")).hasValue(Verdict.ALLOW);
        assertThat(filter.verdict(Architecture.X32, "read")).hasValue(Verdict.KILL_PROCESS);
        assertThat(filter.verdict(Architecture.X86, "read")).hasValue(Verdict.KILL_PROCESS);
        assertThat(filter.verdict(Architecture.AARCH64, "read")).hasValue(Verdict.KILL_PROCESS);
    }

    @Test
    void killsNobodyWhileTheCallsAreTheEnginesOwn() {
        AddressRange library = new AddressRange(0x7f00_ffff_f000L, 0x7f01_0010_0000L);
        List<Instruction> program = FilterCompiler.compileForSpawn(
                new FilterRules(ALL, Verdict.KILL_PROCESS, List.of(allow("read"), allow("statx"))), library);

        assertThat(at(program, library.start(), "write")).isEqualTo(Verdict.error(Errno.ENOSYS));
        assertThat(at(program, library.end() - 1, "write")).isEqualTo(Verdict.error(Errno.ENOSYS));
        assertThat(at(program, library.start(), "read")).isEqualTo(Verdict.ALLOW);
        assertThat(at(program, library.start() - 1, "write")).isEqualTo(Verdict.KILL_PROCESS);
        assertThat(at(program, library.end(), "write")).isEqualTo(Verdict.KILL_PROCESS);
        assertThat(at(program, 0, "read")).isEqualTo(Verdict.ALLOW);
    }

    private static Verdict at(List<Instruction> program, long address, String call) {
        int number = SystemCalls.places(call, Architecture.X86_64).getFirst().number();
        return Interpreter.run(program, new CallData(number, Architecture.X86_64.mark(), address, new long[6]));
    }

    @Test
    void decidesAnyMixtureOfRulesAsTheySay() {
        Random random = new Random(7);
        List<String> calls = List.of(
                "read", "write", "openat", "close", "ioctl", "mmap", "futex", "prctl", "mkdirat", "getpid", "statx",
                "kill");
        for (int round = 0; round < 200; round++) {
            List<Rule> rules = new ArrayList<>();
            // the highest number: what is above it is another rule's matter, as is what only x32 has
            rules.add(allow("file_setattr"));
            for (String call : calls) {
                if (random.nextInt(3) > 0) {
                    Operator operator = Operator.values()[random.nextInt(Operator.values().length)];
                    rules.add(new Rule(
                            call,
                            List.of(new Comparison(3, operator, random.nextInt(4), random.nextInt(4))),
                            Verdict.error(random.nextInt(1, 3))));
                }
            }
            Filter filter = filter(Verdict.error(99), rules.toArray(Rule[]::new));
            for (String call : calls) {
                long passed = random.nextInt(5);
                Verdict expected = rules.stream()
                        .filter(rule -> rule.call().equals(call))
                        .filter(rule -> rule.conditions().stream()
                                .allMatch(c -> holds(c.operator(), passed, c.value(), c.masked())))
                        .map(Rule::verdict)
                        .findFirst()
                        .orElse(Verdict.error(99));
                for (Architecture architecture :
                        List.of(Architecture.X86_64, Architecture.X86, Architecture.AARCH64, Architecture.ARM)) {
                    filter.verdict(architecture, call, 0, 0, 0, passed)
                            .ifPresent(verdict -> assertThat(verdict)
                                    .as(architecture + " " + call + " " + passed + " " + rules)
                                    .isEqualTo(expected));
                }
            }
        }
    }

    @Test
    void isObeyedByTheKernel() {
        Assumptions.assumeTrue(Filter.isAvailable(), "this kernel has no seccomp filters");
        Filter filter = filter(
                Verdict.ALLOW,
                new Rule("getpid", List.of(), Verdict.error(Errno.ENODEV)),
                new Rule("umask", List.of(that(0, Operator.GREATER, 0777)), Verdict.error(Errno.E2BIG)));

        assertThat(underFilter(
                        filter,
                        () -> List.of(
                                Sys.attempt(Call.GETPID), Sys.attempt(Call.UMASK, BIG), Sys.attempt(Call.GETTID))))
                .satisfies(results -> {
                    assertThat(results.get(0)).isEqualTo(-Errno.ENODEV);
                    assertThat(results.get(1)).isEqualTo(-Errno.E2BIG);
                    assertThat(results.get(2)).isPositive();
                });
        assertThat(Sys.attempt(Call.GETPID)).isEqualTo(ProcessHandle.current().pid());
    }

    /** On a thread that ends with it. */
    private static List<Long> underFilter(Filter filter, Supplier<List<Long>> calls) {
        List<Long> results = new ArrayList<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            Credentials.setNoNewPrivileges();
            filter.install();
            results.addAll(calls.get());
        });
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return results;
    }
}
