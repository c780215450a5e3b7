package io.jcompose.cli.render;

import java.util.List;

/** Colours by SGR sequences (ECMA-48), or none at all. */
public enum Ink {
    NONE,
    ANSI;

    /** The order in which docker compose hands colours to services. */
    private static final List<String> CYCLE =
            List.of("36", "33", "32", "35", "34", "36;1", "33;1", "32;1", "35;1", "34;1");

    /** The colour of the nth service. */
    public String service(int index, String text) {
        return paint(CYCLE.get(index % CYCLE.size()), text);
    }

    public String green(String text) {
        return paint("32", text);
    }

    public String blue(String text) {
        return paint("34", text);
    }

    public String red(String text) {
        return paint("31", text);
    }

    public String yellow(String text) {
        return paint("33", text);
    }

    public String faint(String text) {
        return paint("2", text);
    }

    private String paint(String code, String text) {
        return this == NONE ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
