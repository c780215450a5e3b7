package io.jcompose.engine.log;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** Whole lines of one file. At the end of the file it yields nothing, and goes on when more was written. */
final class LineReader {
    private final InputStream in;
    private byte[] buffer = new byte[64 * 1024];
    private int from;
    private int searched;
    private int to;

    LineReader(InputStream in) {
        this.in = in;
    }

    Optional<LogLine> next() throws IOException {
        while (true) {
            while (searched < to) {
                if (buffer[searched++] == '\n') {
                    Optional<LogLine> line = LogLine.decode(buffer, from, searched - 1);
                    from = searched;
                    if (line.isPresent()) {
                        return line;
                    }
                }
            }
            if (!fill()) {
                return Optional.empty();
            }
        }
    }

    private boolean fill() throws IOException {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            searched -= from;
            from = 0;
        }
        if (to == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int count = in.read(buffer, to, buffer.length - to);
        if (count <= 0) {
            return false;
        }
        to += count;
        return true;
    }
}
