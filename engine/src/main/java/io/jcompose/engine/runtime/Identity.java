package io.jcompose.engine.runtime;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.process.AppArmor;
import io.jcompose.linux.process.Capability;
import io.jcompose.linux.process.CapabilitySets;
import io.jcompose.linux.process.Credentials;
import io.jcompose.linux.seccomp.Filter;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who a process is: its user, groups, rights, umask, working directory, and what it may call. Made on a clean thread, taken on by the birth thread.
 *
 * <p>The filter of system calls comes last, by {@link io.jcompose.linux.process.Spawn}, so that it need not allow what makes the identity. Without
 * no_new_privs the kernel wants CAP_SYS_ADMIN for it: the thread keeps that until exec, which takes away whatever is neither in the bounding nor in
 * the inheritable set (capabilities(7), "Transformation of capabilities during execve()").
 */
final class Identity {
    private static final int DEFAULT_UMASK = 0022;

    private final ProcessSpec process;
    private final int[] groups;
    private final CapabilitySets sets;
    private final Optional<Filter> filter;
    private int label = -1;
    private final List<String> notes = new ArrayList<>();

    Identity(ProcessSpec process, Optional<Filter> filter) {
        this.process = process;
        this.filter = filter;
        this.groups = process.user().additionalGids().stream()
                .mapToInt(Integer::intValue)
                .toArray();
        ProcessSpec.Capabilities wanted = process.capabilities();
        long own = Credentials.permitted();
        CapabilitySets named = wanted == null
                ? CapabilitySets.NONE
                : new CapabilitySets(
                        bits(wanted.bounding(), own),
                        bits(wanted.effective(), own),
                        bits(wanted.permitted(), own),
                        bits(wanted.inheritable(), own),
                        bits(wanted.ambient(), own));
        long forFilter = filter.isPresent() && !process.noNewPrivileges() ? Capability.CAP_SYS_ADMIN.bit() : 0;
        this.sets = new CapabilitySets(
                named.bounding(),
                named.effective() | forFilter,
                named.permitted() | forFilter,
                named.inheritable(),
                named.ambient());
    }

    private long bits(List<String> names, long own) {
        long bits = 0;
        for (String name : names) {
            Capability capability = Capability.named(name)
                    .orElseThrow(() -> new JcomposeException(
                            Kind.INVALID, "the capability \"" + name + "\" does not exist", "see capabilities(7)"));
            if ((own & capability.bit()) == 0) {
                String note = name + " is not given: jcompose does not have it itself";
                if (!notes.contains(note)) {
                    notes.add(note);
                }
            }
            bits |= capability.bit();
        }
        return bits;
    }

    Optional<Filter> filter() {
        return filter;
    }

    List<String> notes() {
        return notes;
    }

    /** On the birth thread, while it still sees the host's proc. */
    void prepare(DescriptorSet open) {
        if (process.apparmorProfile() != null) {
            label = open.add(AppArmor.openAttribute());
        }
    }

    /** On the birth thread, in the container's root. Afterwards the thread has the rights of the process, and what the filter needs. */
    void assume() {
        Credentials.joinNewSessionKeyring();
        changeDirectory();
        Integer umask = process.user().umask();
        Credentials.setUmask(umask == null ? DEFAULT_UMASK : umask);
        String profile = process.apparmorProfile();
        if (profile != null) {
            AppArmor.setForExec(label, profile);
        }
        if (process.noNewPrivileges()) {
            Credentials.setNoNewPrivileges();
        }
        Credentials.become(process.user().uid(), process.user().gid(), groups, sets);
    }

    private void changeDirectory() {
        try (NativeScope scope = NativeScope.open()) {
            Sys.call(Call.CHDIR, process.cwd(), scope.string(process.cwd()));
        } catch (LinuxException e) {
            throw new JcomposeException(
                    e.errno() == Errno.ENOENT ? Kind.COMMAND_NOT_FOUND : Kind.NOT_EXECUTABLE,
                    "the working directory \"" + process.cwd() + "\" can't be entered: " + e.getMessage(),
                    "",
                    e);
        }
    }
}
