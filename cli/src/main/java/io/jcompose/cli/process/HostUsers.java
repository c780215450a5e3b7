package io.jcompose.cli.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The names that this machine has for users, as ps(1) shows them. */
final class HostUsers {
    private static final Path PASSWD = Path.of("/etc/passwd");
    private static final int ID = 2;

    private HostUsers() {}

    /** The number itself when nobody has it. */
    static String name(int uid) {
        String number = Integer.toString(uid);
        try {
            List<String> lines = Files.exists(PASSWD) ? Files.readAllLines(PASSWD) : List.of();
            return lines.stream()
                    .map(line -> line.split(":"))
                    .filter(fields -> fields.length > ID && fields[ID].equals(number))
                    .map(fields -> fields[0])
                    .findFirst()
                    .orElse(number);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
