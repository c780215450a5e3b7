package io.jcompose.engine.log.driver;

import io.jcompose.engine.log.LogLine;
import java.io.IOException;

/** Who gets the lines of one container besides its file. Used by one thread at a time; calls block. */
interface Peer extends AutoCloseable {
    /** Makes the connection, anew after a failure. */
    void connect() throws IOException;

    void send(LogLine line) throws IOException;

    @Override
    void close();
}
