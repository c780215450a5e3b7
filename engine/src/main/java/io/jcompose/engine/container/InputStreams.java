package io.jcompose.engine.container;

import io.jcompose.engine.runtime.TerminalEnd;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.poll.PipeWriter;
import io.jcompose.linux.poll.Poller;
import java.util.concurrent.CountDownLatch;

/** Writing to a process: a pipe, a fifo, a terminal, or nothing at all. Writes block while the process does not read. */
sealed interface InputStreams permits InputStreams.Nothing, InputStreams.Stream, InputStreams.Terminal, OnceInput {
    void write(byte[] bytes);

    void close();

    /** Its stdin is /dev/null. */
    record Nothing() implements InputStreams {
        @Override
        public void write(byte[] bytes) {
            // docker drops what is sent to a container whose stdin is not open
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    /** A pipe or fifo. */
    record Stream(PipeWriter pipe) implements InputStreams {
        @Override
        public void write(byte[] bytes) {
            try {
                pipe.write(bytes);
            } catch (LinuxException e) {
                throw new JcomposeException(Kind.UNAVAILABLE, "the process no longer reads its input", "", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new JcomposeException(
                        Kind.INTERRUPTED, "interrupted while the process did not read its input", "", e);
            }
        }

        @Override
        public void close() {
            pipe.close();
        }
    }

    record Terminal(TerminalEnd terminal, Poller poller) implements InputStreams {
        @Override
        public void write(byte[] bytes) {
            int from = 0;
            while (from < bytes.length) {
                int count = terminal.write(bytes, from, bytes.length - from);
                if (count == -Errno.EAGAIN) {
                    awaitRoom();
                } else if (count == -Errno.EIO) {
                    throw unread();
                } else if (count < 0) {
                    throw new LinuxException(-count, "write", "terminal");
                } else {
                    from += count;
                }
            }
        }

        private static JcomposeException unread() {
            return new JcomposeException(Kind.UNAVAILABLE, "the process no longer reads its input");
        }

        /** On a duplicate, because the descriptor itself is already watched for reading. */
        private void awaitRoom() {
            int duplicate = terminal.copy().orElseThrow(Terminal::unread);
            CountDownLatch room = new CountDownLatch(1);
            Poller.Registration registration =
                    poller.register(duplicate, Poller.OUT | Poller.ONCE, events -> room.countDown());
            try {
                room.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new JcomposeException(Kind.INTERRUPTED, "interrupted while the terminal's buffer was full");
            } finally {
                registration.cancel();
                Descriptors.close(duplicate);
            }
        }

        @Override
        public void close() {
            // the end of input is typed at a terminal; one who has only gone leaves the process to those who come after
        }
    }
}
