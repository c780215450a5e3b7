package io.jcompose.engine.runtime;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.process.Capability;
import io.jcompose.linux.process.CapabilitySets;
import io.jcompose.linux.process.Credentials;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;
import java.util.ArrayList;
import java.util.List;

/** Who a process is: its user, groups, rights, umask and working directory. Made on a clean thread, taken on by the birth thread. */
final class Identity {
    private static final int DEFAULT_UMASK = 0022;

    private final ProcessSpec process;
    private final String keyring;
    private final int[] groups;
    private final CapabilitySets sets;
    private final List<String> notes = new ArrayList<>();

    Identity(ProcessSpec process, String containerId) {
        this.process = process;
        this.keyring = "_ses." + containerId;
        this.groups = process.user().additionalGids().stream()
                .mapToInt(Integer::intValue)
                .toArray();
        ProcessSpec.Capabilities wanted = process.capabilities();
        long own = Credentials.permitted();
        this.sets = wanted == null
                ? CapabilitySets.NONE
                : new CapabilitySets(
                        bits(wanted.bounding(), own),
                        bits(wanted.effective(), own),
                        bits(wanted.permitted(), own),
                        bits(wanted.inheritable(), own),
                        bits(wanted.ambient(), own));
    }

    private long bits(List<String> names, long own) {
        long bits = 0;
        for (String name : names) {
            Capability capability = Capability.named(name)
                    .orElseThrow(() -> new JcomposeException(
                            Kind.INVALID, "the capability \"" + name + "\" does not exist", "See capabilities(7)."));
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

    List<String> notes() {
        return notes;
    }

    /** On the birth thread, in the container's root. Afterwards the thread has the rights of the process and no more. */
    void assume() {
        Credentials.joinNewSessionKeyring(keyring);
        changeDirectory();
        Integer umask = process.user().umask();
        Credentials.setUmask(umask == null ? DEFAULT_UMASK : umask);
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
                    Kind.NOT_EXECUTABLE,
                    "the working directory \"" + process.cwd() + "\" can't be entered: " + e.getMessage(),
                    "",
                    e);
        }
    }
}
