package io.jcompose.linux.process;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** AppArmor's profile of the next program (proc_pid_attr(5), "exec"): a mark of the thread, which a child inherits, and which counts at exec. */
public final class AppArmor {
    public static final String UNCONFINED = "unconfined";

    private static final Path SWITCH = Path.of("/sys/module/apparmor/parameters/enabled");
    private static final String PROFILES = "/sys/kernel/security/apparmor/profiles";

    private AppArmor() {}

    /** Whether this kernel has it and it is on. */
    public static boolean isEnabled() {
        return Files.isReadable(SWITCH)
                && Descriptors.readFile(SWITCH.toString()).startsWith("Y");
    }

    /** Whether a profile is loaded into the kernel. */
    public static boolean has(String profile) {
        try {
            return Descriptors.readFile(PROFILES).lines().anyMatch(line -> line.startsWith(profile + " ("));
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.EACCES) {
                return false;
            }
            throw e;
        }
    }

    /** Refuses a profile that can't be put on a process of this machine; {@value #UNCONFINED} always can. */
    public static void check(String profile) {
        if (profile.equals(UNCONFINED)) {
            return;
        }
        if (!isEnabled()) {
            throw new JcomposeException(
                    Kind.UNSUPPORTED,
                    "AppArmor is not supported on this host, but the profile \"" + profile + "\" was specified",
                    "remove the option, or use a kernel with AppArmor");
        }
        if (!has(profile)) {
            throw new JcomposeException(
                    Kind.NOT_FOUND,
                    "the AppArmor profile \"" + profile + "\" is not loaded",
                    "load it with apparmor_parser, or use apparmor=unconfined");
        }
    }

    /**
     * The calling thread's attribute, to be opened while the host's proc can be seen.
     *
     * @return a descriptor for {@link #setForExec}, the caller's
     */
    public static int openAttribute() {
        String own = "/proc/thread-self/attr/apparmor/exec";
        return Descriptors.open(Files.exists(Path.of(own)) ? own : "/proc/thread-self/attr/exec", Open.WRONLY);
    }

    /** On the thread that has opened the attribute. */
    public static void setForExec(int attribute, String profile) {
        byte[] command = ("exec " + profile).getBytes(StandardCharsets.UTF_8);
        int result = Descriptors.write(attribute, command, 0, command.length);
        if (result < 0) {
            throw new LinuxException(-result, "write", "AppArmor profile " + profile);
        }
    }
}
