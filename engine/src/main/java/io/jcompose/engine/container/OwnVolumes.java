package io.jcompose.engine.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A file beside a container's other ones with the names of the anonymous volumes that go when these go. Should the engine be killed in the middle of a
 * creation or a removal, the next one learns from it what else there is to take away.
 *
 * @param file absent: there are none
 */
record OwnVolumes(Path file) {
    static OwnVolumes of(Path bundle) {
        return new OwnVolumes(bundle.resolve("volumes"));
    }

    /** Before the volume is made. */
    void add(String volume) throws IOException {
        Files.writeString(file, volume + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** As from now it is these. Writes nothing when it was: there may be no room, and a removal makes some. */
    void replace(List<String> volumes) throws IOException {
        if (read().equals(volumes)) {
            return;
        }
        Files.deleteIfExists(file);
        for (String volume : volumes) {
            add(volume);
        }
    }

    List<String> read() throws IOException {
        // most containers have none, and an exception takes longer
        if (Files.notExists(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
