package io.jcompose.cli.wire;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A command as it was given, with what it inherits from its process.
 *
 * @param pid of the client, which waits for the end of the command
 * @param terminals bit n is set when file descriptor n (0, 1, 2) is a terminal
 * @param directory the working directory, absolute
 * @param environment {@code NAME=value} each
 */
public record Invoke(
        int pid, int umask, int terminals, String directory, List<String> arguments, List<String> environment) {
    public ByteBuffer encode() {
        return new Payload()
                .putInt(pid)
                .putInt(umask)
                .putByte(terminals)
                .putString(directory)
                .putList(arguments)
                .putList(environment)
                .toBuffer();
    }

    public static Invoke decode(ByteBuffer payload) {
        return new Invoke(
                payload.getInt(),
                payload.getInt(),
                payload.get(),
                Payload.getString(payload),
                Payload.getList(payload),
                Payload.getList(payload));
    }
}
