package io.jcompose.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.linux.Errno;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.terminal.PseudoTerminal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterEndTest {
    private static final byte[] KEYS = "keys".getBytes(StandardCharsets.UTF_8);
    private static final int ATTEMPTS = 100;

    @TempDir
    Path directory;

    /** Its number is given to the next file that anybody opens: a database, the terminal of another container. */
    @Test
    void whatIsTypedAfterTheEndReachesNoOtherFile() throws Exception {
        Path other = Files.createFile(directory.resolve("other"));
        int number = Descriptors.open("/dev/ptmx", Open.RDWR | Open.NOCTTY | Open.NONBLOCK);
        MasterEnd end = new MasterEnd(PseudoTerminal.of(number));
        assertThat(end.write(KEYS, 0, KEYS.length)).isEqualTo(KEYS.length);

        end.close();
        List<Integer> opened = new ArrayList<>();
        try {
            while (!opened.contains(number) && opened.size() < ATTEMPTS) {
                opened.add(Descriptors.open(other.toString(), Open.RDWR));
            }
            assertThat(opened).contains(number);

            assertThat(end.write(KEYS, 0, KEYS.length)).isEqualTo(-Errno.EIO);
            assertThat(end.copy()).isEmpty();
            end.close();
            assertThat(other).isEmptyFile();
            assertThat(Descriptors.status(number).isRegular()).isTrue();
        } finally {
            opened.forEach(Descriptors::close);
        }
    }
}
