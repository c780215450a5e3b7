package io.jcompose.engine.container;

import io.jcompose.error.JcomposeException;
import java.util.List;
import java.util.Locale;

/** Names of signals (signal(7), x86 and arm) to numbers. */
public final class Signals {
    static final int INT = 2;
    static final int QUIT = 3;
    static final int KILL = 9;
    static final int TERM = 15;

    private static final List<String> NAMES = List.of(
            "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
            "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
            "WINCH", "IO", "PWR", "SYS");
    private static final int REAL_TIME_MIN = 34;
    private static final int MOST = 64;

    private Signals() {}

    /** With or without SIG, in any case, {@code RTMIN+3}, or a number; INVALID with docker's words for anything else. */
    public static int number(String text) {
        String name = text.toUpperCase(Locale.ROOT);
        if (name.startsWith("SIG")) {
            name = name.substring(3);
        }
        int index = NAMES.indexOf(name);
        if (index >= 0) {
            return index + 1;
        }
        try {
            int number = numeric(name);
            if (number >= 1 && number <= MOST) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw invalid(text);
        }
        throw invalid(text);
    }

    private static int numeric(String name) {
        if (name.startsWith("RTMIN")) {
            return REAL_TIME_MIN + (name.length() == 5 ? 0 : Integer.parseInt(name.substring(5)));
        }
        if (name.startsWith("RTMAX")) {
            return MOST + (name.length() == 5 ? 0 : Integer.parseInt(name.substring(5)));
        }
        return Integer.parseInt(name);
    }

    private static JcomposeException invalid(String text) {
        return new JcomposeException(
                JcomposeException.Kind.INVALID,
                "invalid signal: " + text,
                "use a name such as TERM or a number from 1 to 64");
    }
}
