package io.jcompose.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jcompose.engine.runtime.SeccompSpec.Syscalls;
import io.jcompose.linux.seccomp.Filter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel says to the calls of a container's processes. */
final class SeccompIT {
    private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
    private static final Map<String, Integer> NUMBERS = ARM
            ? Map.of(
                    "socket",
                    198,
                    "keyctl",
                    219,
                    "unshare",
                    97,
                    "clone",
                    220,
                    "clone3",
                    435,
                    "personality",
                    92,
                    "add_key",
                    217,
                    "bpf",
                    280,
                    "userfaultfd",
                    282,
                    "getpid",
                    172)
            : Map.of(
                    "socket",
                    41,
                    "keyctl",
                    250,
                    "unshare",
                    272,
                    "clone",
                    56,
                    "clone3",
                    435,
                    "personality",
                    135,
                    "add_key",
                    248,
                    "bpf",
                    321,
                    "userfaultfd",
                    323,
                    "getpid",
                    39);

    private Busybox box;

    @BeforeEach
    void open() {
        Busybox.require();
        assumeTrue(Filter.isAvailable(), "this kernel has no seccomp filters");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "needs perl");
        box = new Busybox();
    }

    @AfterEach
    void close() {
        if (box != null) {
            box.close();
        }
    }

    private static String call(String name, String... arguments) {
        List<String> all = new ArrayList<>(List.of(String.valueOf(NUMBERS.get(name))));
        all.addAll(List.of(arguments));
        return "$r = syscall(" + String.join(", ", all) + "); print '" + name + " ', $r < 0 ? $! + 0 : 'ok', \"\\n\";";
    }

    private List<String> perl(Busybox.Bundle bundle) throws Exception {
        bundle.perl().run();
        assertThat(bundle.errors()).isEmpty();
        return bundle.lines();
    }

    @Test
    void putsEveryProcessUnderAFilterAndLeavesTheEngineWithout() throws Exception {
        Busybox.Bundle bundle = box.bundle("grep", "-E", "^(Seccomp|NoNewPrivs|Cap(Prm|Eff|Bnd))", "/proc/self/status");

        bundle.run();

        assertThat(bundle.lines())
                .containsExactly(
                        "CapPrm:\t00000000a80425fb",
                        "CapEff:\t00000000a80425fb",
                        "CapBnd:\t00000000a80425fb",
                        "NoNewPrivs:\t0",
                        "Seccomp:\t2",
                        "Seccomp_filters:\t1");
        assertThat(Files.readString(Path.of("/proc/self/status"))).contains("Seccomp:\t0");
    }

    @ParameterizedTest
    @CsvSource({"1000, false", "1000, true", "0, true"})
    void keepsNothingOfTheCapabilityThatTheFilterNeeded(int uid, boolean noNewPrivileges) throws Exception {
        Busybox.Bundle bundle = box.bundle("grep", "-E", "^(Seccomp:|Cap)", "/proc/self/status")
                .as(uid, uid)
                .process(p -> new ProcessSpec(
                        false,
                        null,
                        p.user(),
                        p.args(),
                        p.env(),
                        p.cwd(),
                        p.capabilities(),
                        List.of(),
                        noNewPrivileges,
                        null,
                        null));

        bundle.run();

        String held = uid == 0 ? "00000000a80425fb" : "0000000000000000";
        assertThat(bundle.lines())
                .containsExactly(
                        "CapInh:\t0000000000000000",
                        "CapPrm:\t" + held,
                        "CapEff:\t" + held,
                        "CapBnd:\t00000000a80425fb",
                        "CapAmb:\t0000000000000000",
                        "Seccomp:\t2");
    }

    @Test
    void putsExecsUnderTheFilterOfTheContainer() throws Exception {
        ContainerProcess container = box.bundle("sleep", "1000").start();

        assertThat(ExecIT.exec(box, container, "grep", "Seccomp:", "/proc/self/status")
                        .output())
                .isEqualTo("Seccomp:\t2\n");
    }

    @Test
    void refusesWhatDockerRefuses() throws Exception {
        List<String> lines = perl(box.bundle(
                "perl",
                "-e",
                call("unshare", "0x10000000")
                        + call("keyctl", "0", "-3", "0")
                        + call("add_key", "0", "0", "0", "0", "0")
                        + call("userfaultfd", "0")
                        + call("bpf", "0", "0", "0")
                        + call("clone", "0x10000011", "0", "0", "0", "0")
                        + call("clone3", "0", "0")
                        + call("socket", "38", "5", "0")
                        + call("socket", "40", "1", "0")
                        + call("socket", "1", "1", "0")
                        + call("personality", "0x40000")
                        + call("personality", "0xffffffff")
                        + call("getpid")));

        assertThat(lines)
                .containsExactly(
                        "unshare 1",
                        "keyctl 1",
                        "add_key 1",
                        "userfaultfd 1",
                        "bpf 1",
                        "clone 1",
                        "clone3 38",
                        "socket 1",
                        "socket 1",
                        "socket ok",
                        "personality 1",
                        "personality ok",
                        "getpid ok");
    }

    /** The kernel takes the family as an int; a filter that compared the whole register would let both through. */
    @Test
    void isNotFooledByBitsThatTheKernelDoesNotLookAt() throws Exception {
        assertThat(perl(box.bundle(
                        "perl",
                        "-e",
                        call("socket", "0x100000026", "5", "0")
                                + call("socket", "0x100000028", "1", "0")
                                + call("personality", "0x100040000"))))
                .containsExactly("socket 1", "socket 1", "personality 1");
    }

    @Test
    void refusesMountsToRootUnlessItMayAdministrate() throws Exception {
        Busybox.Bundle plain = box.bundle("mount", "-t", "tmpfs", "none", "/tmp");
        Busybox.Bundle powerful = box.bundle("sh", "-c", "mount -t tmpfs none /tmp && stat -f -c %T /tmp")
                .capabilities("CAP_SYS_ADMIN");

        plain.run();
        powerful.run();

        assertThat(plain.errors()).contains("permission denied").contains("are you root");
        assertThat(powerful.errors()).isEmpty();
        assertThat(powerful.lines()).containsExactly("tmpfs");
    }

    private static SeccompSpec spec(String otherwise, String action, String... names) {
        return new SeccompSpec(
                otherwise, null, List.of(), null, List.of(new Syscalls(List.of(names), action, 95, List.of())));
    }

    @Test
    void obeysOwnRulesInsteadOfTheDefaultOnes() throws Exception {
        Busybox.Bundle bundle = box.bundle("perl", "-e", call("unshare", "0x04000000") + call("getpid"))
                .capabilities("CAP_SYS_ADMIN")
                .linux(l -> l.withSeccomp(spec("SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO", "getpid")));

        assertThat(perl(bundle)).containsExactly("unshare ok", "getpid 95");
    }

    @Test
    void needsNeitherSetuidNorCapsetInTheRules() throws Exception {
        Busybox.Bundle bundle = box.bundle("grep", "-E", "^(Uid|Seccomp:)", "/proc/self/status")
                .as(1000, 1000)
                .linux(l -> l.withSeccomp(spec(
                        "SCMP_ACT_ALLOW",
                        "SCMP_ACT_ERRNO",
                        "setuid",
                        "setresuid",
                        "setresgid",
                        "setgroups",
                        "capset",
                        "prctl",
                        "chdir",
                        "fchdir",
                        "umask",
                        "keyctl",
                        "seccomp",
                        "faccessat",
                        "clone3",
                        "close_range")));

        assertThat(bundle.run()).isEqualTo(new ExitStatus.Exited(0));

        assertThat(bundle.lines()).containsExactly("Uid:\t1000\t1000\t1000\t1000", "Seccomp:\t2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCMP_ACT_KILL", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_TRAP"})
    void killsAProgramThatBreaksTheRulesAndNeverTheEngine(String action) throws Exception {
        for (int i = 0; i < 20; i++) {
            Busybox.Bundle bundle = box.bundle("mkdir", "/tmp/x")
                    .linux(l -> l.withSeccomp(
                            spec(action, "SCMP_ACT_ALLOW", """
                            read write readv writev open openat close close_range newfstatat fstat stat lseek mmap mprotect munmap brk
                            madvise futex rt_sigaction rt_sigprocmask rt_sigreturn execve exit exit_group clone vfork setsid dup2 dup3
                            arch_prctl set_tid_address set_robust_list rseq prlimit64 getrandom readlink readlinkat getuid prctl fcntl
                            umask gettid
                            """.strip().split("\\s+"))));

            assertThat(bundle.run()).as(bundle.errors()).isEqualTo(new ExitStatus.Killed(31));
        }
    }

    @Test
    void saysBeforeAnythingIsMadeThatRulesAllowTooLittle() {
        Busybox.Bundle bundle =
                box.bundle("true").linux(l -> l.withSeccomp(spec("SCMP_ACT_ERRNO", "SCMP_ACT_ALLOW", "read", "write")));

        assertThatThrownBy(bundle::create).hasMessageContaining("too little to start a program");

        assertThat(bundle.path.resolve("merged")).doesNotExist();
    }

    @Test
    void runsProgramsThatMakeThreadsAndChildren() throws Exception {
        Busybox.Bundle bundle =
                box.bundle("sh", "-c", "for i in 1 2 3; do echo $i | cat & done; wait; perl -e 'print 7 if fork'");

        assertThat(perl(bundle)).hasSize(4).contains("1", "2", "3", "7");
    }
}
