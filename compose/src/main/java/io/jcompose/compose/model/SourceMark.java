package io.jcompose.compose.model;

/**
 * A place in a compose file. Lines and columns count from 1, as editors do; line 0 means that no line is known (a value that came from the
 * command line or was implied).
 */
public record SourceMark(String file, int line, int column) {
    /** For what no file says, for instance the implicit default network. */
    public static final SourceMark NONE = new SourceMark("", 0, 0);

    public boolean isKnown() {
        return line > 0;
    }

    @Override
    public String toString() {
        return line > 0 ? file + ":" + line + ":" + column : file;
    }
}
