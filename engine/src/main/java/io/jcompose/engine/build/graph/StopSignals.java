package io.jcompose.engine.build.graph;

import io.jcompose.error.JcomposeException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks what STOPSIGNAL names. */
final class StopSignals {
    private static final Pattern NUMBER = Pattern.compile("[1-9]|[1-5]\\d|6[0-4]");
    private static final Pattern REAL_TIME = Pattern.compile("RTM(IN(\\+\\d+)?|AX(-\\d+)?)");
    private static final Set<String> NAMES = Set.of(
            "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE",
            "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU",
            "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ");

    private StopSignals() {}

    static String check(String signal) {
        String name = signal.toUpperCase(Locale.ROOT);
        name = name.startsWith("SIG") ? name.substring("SIG".length()) : name;
        if (!NUMBER.matcher(name).matches()
                && !NAMES.contains(name)
                && !REAL_TIME.matcher(name).matches()) {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID,
                    "invalid signal: " + signal,
                    "write a name as SIGTERM or a number from 1 to 64");
        }
        return signal;
    }
}
