package io.jcompose.engine.seccomp;

import io.jcompose.engine.runtime.ProcessSpec.Capabilities;
import io.jcompose.engine.runtime.SeccompSpec;
import io.jcompose.engine.seccomp.SeccompProfile.Circumstances;
import io.jcompose.engine.seccomp.SeccompProfile.Family;
import io.jcompose.engine.seccomp.SeccompProfile.Machine;
import io.jcompose.engine.seccomp.SeccompProfile.Rule;
import io.jcompose.linux.seccomp.Filter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a container may call when nothing else is said: the same calls under the same conditions as docker's default (moby profiles/seccomp), so that
 * what runs there runs here. Everything else fails with EPERM: what loads code into the kernel, changes namespaces and mounts, looks into other
 * processes or into hardware, or is old and seldom looked at.
 */
public final class DefaultProfile {
    private static final String PROCESSES_THREADS = """
            fork vfork execve execveat exit exit_group wait4 waitid waitpid getpid getppid gettid getpgid getpgrp
            getsid setpgid setsid set_tid_address set_robust_list get_robust_list set_thread_area get_thread_area
            rseq membarrier prctl seccomp landlock_create_ruleset landlock_add_rule landlock_restrict_self pidfd_open
            pidfd_send_signal process_mrelease restart_syscall uretprobe riscv_hwprobe
            """;

    private static final String SCHEDULING_LIMITS = """
            sched_getaffinity sched_getattr sched_getparam sched_get_priority_max sched_get_priority_min
            sched_getscheduler sched_rr_get_interval sched_rr_get_interval_time64 sched_setaffinity sched_setattr
            sched_setparam sched_setscheduler sched_yield getpriority setpriority ioprio_get ioprio_set getcpu
            getrlimit setrlimit ugetrlimit prlimit64 getrusage times sysinfo uname
            """;

    private static final String SIGNALS = """
            kill tkill tgkill pause alarm rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn
            rt_sigsuspend rt_sigtimedwait rt_sigtimedwait_time64 rt_tgsigqueueinfo sigaltstack signalfd signalfd4
            sigprocmask sigreturn
            """;

    private static final String MEMORY = """
            brk mmap mmap2 munmap mremap mprotect madvise mincore msync mseal map_shadow_stack remap_file_pages
            cachestat mlock mlock2 mlockall munlock munlockall memfd_create memfd_secret pkey_alloc pkey_free
            pkey_mprotect
            """;

    private static final String USERS_RIGHTS = """
            getuid getuid32 geteuid geteuid32 getgid getgid32 getegid getegid32 getresuid getresuid32 getresgid
            getresgid32 getgroups getgroups32 setuid setuid32 setgid setgid32 setreuid setreuid32 setregid setregid32
            setresuid setresuid32 setresgid setresgid32 setfsuid setfsuid32 setfsgid setfsgid32 setgroups setgroups32
            capget capset umask
            """;

    private static final String READING_WRITING = """
            open openat openat2 creat close close_range dup dup2 dup3 fcntl fcntl64 ioctl flock read readv pread64
            preadv preadv2 write writev pwrite64 pwritev pwritev2 lseek _llseek readahead fadvise64 fadvise64_64
            fallocate ftruncate ftruncate64 truncate truncate64 fsync fdatasync sync syncfs sync_file_range
            copy_file_range sendfile sendfile64 splice tee vmsplice pipe pipe2
            """;

    private static final String DIRECTORIES_NAMES = """
            access faccessat faccessat2 chdir fchdir getcwd getdents getdents64 stat stat64 fstat fstat64 lstat
            lstat64 newfstatat fstatat64 statx statfs statfs64 fstatfs fstatfs64 statmount listmount chmod fchmod
            fchmodat fchmodat2 chown chown32 fchown fchown32 fchownat lchown lchown32 link linkat symlink symlinkat
            readlink readlinkat unlink unlinkat rename renameat renameat2 mkdir mkdirat rmdir mknod mknodat
            name_to_handle_at utime utimes futimesat utimensat utimensat_time64
            """;

    private static final String EXTENDED_ATTRIBUTES = """
            getxattr getxattrat fgetxattr lgetxattr setxattr setxattrat fsetxattr lsetxattr listxattr listxattrat
            flistxattr llistxattr removexattr removexattrat fremovexattr lremovexattr
            """;

    private static final String WAITING = """
            poll ppoll ppoll_time64 select _newselect pselect6 pselect6_time64 epoll_create epoll_create1 epoll_ctl
            epoll_ctl_old epoll_wait epoll_wait_old epoll_pwait epoll_pwait2 eventfd eventfd2 inotify_init
            inotify_init1 inotify_add_watch inotify_rm_watch fanotify_mark io_setup io_destroy io_submit io_cancel
            io_getevents io_pgetevents io_pgetevents_time64
            """;

    private static final String CLOCKS_TIMERS = """
            time gettimeofday clock_gettime clock_gettime64 clock_getres clock_getres_time64 clock_nanosleep
            clock_nanosleep_time64 nanosleep adjtimex clock_adjtime clock_adjtime64 getitimer setitimer timer_create
            timer_delete timer_getoverrun timer_gettime timer_gettime64 timer_settime timer_settime64 timerfd_create
            timerfd_gettime timerfd_gettime64 timerfd_settime timerfd_settime64
            """;

    private static final String BETWEEN_PROCESSES = """
            futex futex_time64 futex_wait futex_waitv futex_wake futex_requeue ipc msgctl msgget msgrcv msgsnd semctl
            semget semop semtimedop semtimedop_time64 shmat shmctl shmdt shmget mq_open mq_unlink mq_notify
            mq_getsetattr mq_timedreceive mq_timedreceive_time64 mq_timedsend mq_timedsend_time64
            """;

    private static final String SOCKETS = """
            socketcall socketpair bind listen accept accept4 connect shutdown getsockname getpeername getsockopt
            setsockopt send sendto sendmsg sendmmsg recv recvfrom recvmsg recvmmsg recvmmsg_time64
            """;

    private static final String RANDOMNESS = "getrandom";

    /** Families before AF_ALG and after AF_VSOCK, and the one between: the kernel's crypto and virtual machines' sockets know no namespaces. */
    private static final long AF_ALG = 38;

    private static final long AF_VSOCK = 40;

    /** CLONE_NEW* of clone(2) but CLONE_NEWTIME, which is not among its flags. */
    private static final long NEW_NAMESPACES = 0x7E020000;

    /** What personality(2) may be set to: Linux, with or without UNAME26, with 32 bits or not; the last one only asks. */
    private static final List<Long> PERSONALITIES = List.of(0L, 0x8L, 0x20000L, 0x20008L, 0xffffffffL);

    private static final int ENOSYS = 38;

    private static final SeccompProfile PROFILE = new SeccompProfile(
            "SCMP_ACT_ERRNO",
            1,
            List.of(
                    new Family("SCMP_ARCH_X86_64", List.of("SCMP_ARCH_X86", "SCMP_ARCH_X32")),
                    new Family("SCMP_ARCH_AARCH64", List.of("SCMP_ARCH_ARM"))),
            List.of(),
            null,
            rules());

    /** For nearly all containers. To work it out for each of them takes a hundredth of a short life. */
    private static final SeccompSpec USUAL = forContainer(Capabilities.DEFAULT_NAMES, Machine.own());

    private DefaultProfile() {}

    /** What of it counts for a container that holds these capabilities. */
    public static SeccompSpec forContainer(Collection<String> capabilities, Machine machine) {
        return PROFILE.forContainer(capabilities, machine);
    }

    /** The same on this machine; null when its kernel has no filters, which is no reason to start nothing. */
    public static @Nullable SeccompSpec here(Collection<String> capabilities) {
        if (!Filter.isAvailable()) {
            return null;
        }
        return capabilities.equals(Capabilities.DEFAULT_NAMES) ? USUAL : forContainer(capabilities, Machine.own());
    }

    private static List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        List.of(
                        PROCESSES_THREADS,
                        SCHEDULING_LIMITS,
                        SIGNALS,
                        MEMORY,
                        USERS_RIGHTS,
                        READING_WRITING,
                        DIRECTORIES_NAMES,
                        EXTENDED_ATTRIBUTES,
                        WAITING,
                        CLOCKS_TIMERS,
                        BETWEEN_PROCESSES,
                        SOCKETS,
                        RANDOMNESS)
                .forEach(calls -> rules.add(allow(calls, Circumstances.ANY)));
        rules.add(allow("socket", is(0, "SCMP_CMP_LT", AF_ALG)));
        rules.add(allow("socket", is(0, "SCMP_CMP_EQ", AF_ALG + 1)));
        rules.add(allow("socket", is(0, "SCMP_CMP_GT", AF_VSOCK)));
        PERSONALITIES.forEach(value -> rules.add(allow("personality", is(0, "SCMP_CMP_EQ", value))));
        addThoseOfProcessors(rules);
        addThoseOfCapabilities(rules);
        return rules;
    }

    private static void addThoseOfProcessors(List<Rule> rules) {
        rules.add(allow("arch_prctl modify_ldt", on("amd64")));
        rules.add(allow(
                "arm_fadvise64_64 arm_sync_file_range sync_file_range2 breakpoint cacheflush set_tls", on("arm64")));
    }

    private static void addThoseOfCapabilities(List<Rule> rules) {
        // before 4.8 ptrace could get round a filter
        rules.add(allow("ptrace process_vm_readv process_vm_writev", new Circumstances(List.of(), List.of(), "4.8")));
        rules.add(allow(
                "ptrace process_vm_readv process_vm_writev process_madvise kcmp pidfd_getfd", with("CAP_SYS_PTRACE")));
        rules.add(allow("""
                mount umount umount2 move_mount open_tree mount_setattr fsopen fsmount fsconfig fspick
                clone clone3 unshare setns sethostname setdomainname
                bpf perf_event_open syslog quotactl quotactl_fd fanotify_init lookup_dcookie
                lsm_get_self_attr lsm_set_self_attr lsm_list_modules
                """, with("CAP_SYS_ADMIN")));
        rules.add(without("CAP_SYS_ADMIN", "clone", "SCMP_ACT_ALLOW", null, List.of(masked(0, NEW_NAMESPACES))));
        // its flags lie in memory, where no filter sees them; C libraries take clone then
        rules.add(without("CAP_SYS_ADMIN", "clone3", "SCMP_ACT_ERRNO", ENOSYS, List.of()));
        rules.add(allow("open_by_handle_at", with("CAP_DAC_READ_SEARCH")));
        rules.add(allow("chroot", with("CAP_SYS_CHROOT")));
        rules.add(allow("init_module finit_module delete_module", with("CAP_SYS_MODULE")));
        rules.add(allow("get_mempolicy set_mempolicy set_mempolicy_home_node mbind", with("CAP_SYS_NICE")));
        rules.add(allow("settimeofday stime clock_settime clock_settime64", with("CAP_SYS_TIME")));
        rules.add(allow("ioperm iopl", with("CAP_SYS_RAWIO")));
        rules.add(allow("reboot", with("CAP_SYS_BOOT")));
        rules.add(allow("acct", with("CAP_SYS_PACCT")));
        rules.add(allow("vhangup", with("CAP_SYS_TTY_CONFIG")));
        rules.add(allow("syslog", with("CAP_SYSLOG")));
        rules.add(allow("bpf", with("CAP_BPF")));
        rules.add(allow("perf_event_open", with("CAP_PERFMON")));
    }

    private static Rule allow(String calls, Circumstances includes) {
        return new Rule(null, words(calls), "SCMP_ACT_ALLOW", null, List.of(), includes, Circumstances.ANY);
    }

    private static Rule allow(String call, SeccompSpec.Argument argument) {
        return new Rule(
                null, List.of(call), "SCMP_ACT_ALLOW", null, List.of(argument), Circumstances.ANY, Circumstances.ANY);
    }

    private static Rule without(
            String capability,
            String call,
            String action,
            @Nullable Integer errno,
            List<SeccompSpec.Argument> arguments) {
        return new Rule(null, List.of(call), action, errno, arguments, Circumstances.ANY, with(capability));
    }

    private static Circumstances with(String capability) {
        return new Circumstances(List.of(capability), List.of(), null);
    }

    private static Circumstances on(String machine) {
        return new Circumstances(List.of(), List.of(machine), null);
    }

    private static SeccompSpec.Argument is(int index, String comparison, long value) {
        return new SeccompSpec.Argument(index, value, 0, comparison);
    }

    private static SeccompSpec.Argument masked(int index, long mask) {
        return new SeccompSpec.Argument(index, mask, 0, "SCMP_CMP_MASKED_EQ");
    }

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+"));
    }
}
