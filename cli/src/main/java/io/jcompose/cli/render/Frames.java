package io.jcompose.cli.render;

import io.jcompose.cli.invocation.Streams;

/** Text that is shown again and again: on a terminal in the same place, else one after the other. */
public final class Frames {
    private static final String CLEAR = "\u001b[2J";
    private static final String HOME = "\u001b[H";
    private static final String REST_OF_LINE = "\u001b[K";
    private static final String REST_OF_SCREEN = "\u001b[J";

    private final Streams streams;
    private final boolean terminal;
    private boolean shown;

    public Frames(Streams streams, boolean terminal) {
        this.streams = streams;
        this.terminal = terminal;
    }

    /** @param text whole lines */
    public void show(String text) {
        if (!terminal) {
            streams.out(text);
            return;
        }
        streams.out((shown ? "" : CLEAR) + HOME + text.replace("\n", REST_OF_LINE + "\n") + REST_OF_SCREEN);
        shown = true;
    }
}
