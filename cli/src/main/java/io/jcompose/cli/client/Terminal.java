package io.jcompose.cli.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The terminal at standard input, by stty(1): the JDK can't set termios, and a native binding would cost every command 20 ms of its start. Only
 * commands that need a terminal come here.
 */
final class Terminal {
    private String saved = "";

    /** Raw: bytes go through as they are typed, nothing is echoed, Ctrl-C is a byte. */
    synchronized void raw() throws IOException {
        if (saved.isEmpty()) {
            saved = stty("-g");
            stty("raw", "-echo");
        }
    }

    /** As it was before {@link #raw}; may be called at any time. */
    synchronized void restore() {
        if (saved.isEmpty()) {
            return;
        }
        String settings = saved;
        saved = "";
        try {
            stty(settings);
        } catch (IOException e) {
            Screen.error("the terminal could not be restored: " + e.getMessage() + "; run: stty sane");
        }
    }

    /** Rows and columns; zeros when the terminal does not know. */
    static int[] size() throws IOException {
        String[] words = stty("size").split(" ");
        return words.length == 2
                ? new int[] {Integer.parseInt(words[0]), Integer.parseInt(words[1])}
                : new int[] {0, 0};
    }

    private static String stty(String... arguments) throws IOException {
        String[] command = new String[arguments.length + 1];
        command[0] = "stty";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.INHERIT)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        boolean interrupted = false;
        while (true) {
            try {
                if (process.waitFor() != 0) {
                    throw new IOException(output);
                }
                return output;
            } catch (InterruptedException e) {
                interrupted = true;
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
