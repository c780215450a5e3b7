package io.jcompose.engine.copy;

import io.jcompose.error.JcomposeException;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.process.NewThreads;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Lets one thread read what another one writes, through a pipe of the kernel, so that nothing is ever whole in memory. */
public final class Transfer {
    private Transfer() {}

    /** Writes an archive; an IOException of the pipe means that the reader has given up. */
    @FunctionalInterface
    public interface Writer {
        void to(OutputStream out) throws IOException;
    }

    @FunctionalInterface
    public interface Reader {
        void from(InputStream in) throws IOException;
    }

    /** Returns the bytes of the archive when both have ended. What the reader throws is thrown here; else what the writer threw. */
    public static long run(Writer writer, Reader reader) {
        try {
            Pipe pipe = Pipe.open();
            AtomicReference<Exception> failure = new AtomicReference<>();
            AtomicLong bytes = new AtomicLong();
            Runnable copying = () -> {
                try (OutputStream out = Channels.newOutputStream(pipe.sink())) {
                    writer.to(counting(out, bytes));
                } catch (IOException | RuntimeException e) {
                    failure.set(e);
                }
            };
            Thread writing = start(copying, pipe);
            try (InputStream in = Channels.newInputStream(pipe.source())) {
                reader.from(in);
                in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException | RuntimeException e) {
                if (failure.get() instanceof RuntimeException first) {
                    // the archive ended in the middle because the other side had failed
                    first.addSuppressed(e);
                    throw first;
                }
                throw e;
            } finally {
                join(writing);
            }
            raise(failure.get());
            return bytes.get();
        } catch (IOException e) {
            throw Copies.broken("copying", e);
        }
    }

    private static Thread start(Runnable copying, Pipe pipe) throws IOException {
        try {
            return NewThreads.begin(
                    "copy-writer",
                    () -> Thread.ofPlatform().daemon().name("copy-writer").start(copying));
        } catch (LinuxException e) {
            pipe.sink().close();
            pipe.source().close();
            throw e;
        }
    }

    private static OutputStream counting(OutputStream out, AtomicLong bytes) {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                out.write(one);
                bytes.incrementAndGet();
            }

            @Override
            public void write(byte[] from, int offset, int length) throws IOException {
                out.write(from, offset, length);
                bytes.addAndGet(length);
            }
        };
    }

    private static void raise(@org.jspecify.annotations.Nullable Exception failure) throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new JcomposeException(JcomposeException.Kind.INTERRUPTED, "copying was interrupted");
        }
    }
}
