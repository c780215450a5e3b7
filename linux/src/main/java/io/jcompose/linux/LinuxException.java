package io.jcompose.linux;

/**
 * A system call that failed: which call, on what, and errno with its name.
 *
 * <p>Above this module nobody sees an errno number without a sentence: the message reads {@code mount /a/b: no such file or directory (ENOENT)}.
 */
public final class LinuxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int errno;
    private final String call;
    private final String argument;

    public LinuxException(int errno, String call, String argument) {
        super(call + (argument.isEmpty() ? "" : " " + argument) + ": " + Errno.sentence(errno) + " ("
                + Errno.name(errno) + ")");
        this.errno = errno;
        this.call = call;
        this.argument = argument;
    }

    public int errno() {
        return errno;
    }

    public String call() {
        return call;
    }

    public String argument() {
        return argument;
    }
}
