package io.jcompose.engine.build.step;

import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Pipe;
import io.jcompose.linux.poll.Poller;
import io.jcompose.linux.poll.Reader;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The two pipes that a step's command writes to, read by the engine's poller and handed over on the step's own thread. A command that writes faster than it
 * is shown has to wait.
 */
final class StepOutput implements AutoCloseable {
    private static final int MOST_WAITING = 64;

    private final BlockingQueue<Chunk> chunks = new LinkedBlockingQueue<>();
    private final Stream out;
    private final Stream err;

    /** No bytes: the stream's end. */
    private record Chunk(Stream stream, byte[] bytes) {}

    StepOutput(Poller poller, int uid, int gid) {
        out = new Stream(false, poller, uid, gid);
        try {
            err = new Stream(true, poller, uid, gid);
        } catch (RuntimeException e) {
            out.close();
            throw e;
        }
    }

    private final class Stream implements Reader.Sink {
        private final boolean stderr;
        private final Pipe pipe;
        private final Reader reader;
        private boolean writeEndOpen = true;
        private boolean closed;

        /** The command's user must be able to open /dev/stdout again, so the pipe is given to it. */
        Stream(boolean stderr, Poller poller, int uid, int gid) {
            this.stderr = stderr;
            this.pipe = Pipe.open();
            boolean listening = false;
            try {
                Descriptors.changeOwner(pipe.writeEnd(), "the output pipe", uid, gid);
                Descriptors.setBlocking(pipe.readEnd(), false);
                reader = Reader.open(poller, pipe.readEnd(), this);
                listening = true;
            } finally {
                if (!listening) {
                    Descriptors.close(pipe.readEnd());
                    Descriptors.close(pipe.writeEnd());
                }
            }
        }

        @Override
        public void data(byte[] bytes) {
            chunks.add(new Chunk(this, bytes));
            if (chunks.size() > MOST_WAITING) {
                reader.pause();
                // The other end may have taken all of them in between, and will not look again.
                if (chunks.isEmpty()) {
                    reader.resume();
                }
            }
        }

        @Override
        public void end() {
            chunks.add(new Chunk(this, new byte[0]));
        }

        void closeWriteEnd() {
            if (writeEndOpen) {
                writeEndOpen = false;
                Descriptors.close(pipe.writeEnd());
            }
        }

        void close() {
            if (closed) {
                return;
            }
            closed = true;
            closeWriteEnd();
            reader.close();
            Descriptors.close(pipe.readEnd());
        }
    }

    int stdout() {
        return out.pipe.writeEnd();
    }

    int stderr() {
        return err.pipe.writeEnd();
    }

    /** The command has its copies now. */
    void started() {
        out.closeWriteEnd();
        err.closeWriteEnd();
    }

    /** Hands everything over until both streams have ended: no process holds them any more. */
    void passOn(StepRunner.Output output) throws InterruptedException {
        int open = 2;
        while (open > 0) {
            Chunk chunk = chunks.take();
            // Whatever it is: the end of one stream may be the last to come while the other one waits.
            if (chunks.isEmpty()) {
                out.reader.resume();
                err.reader.resume();
            }
            if (chunk.bytes().length == 0) {
                open--;
                continue;
            }
            output.bytes(chunk.stream().stderr, chunk.bytes());
        }
    }

    @Override
    public void close() {
        out.close();
        err.close();
    }
}
