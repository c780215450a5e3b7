package io.jcompose.cli.client;

import io.jcompose.cli.wire.Frame;
import io.jcompose.cli.wire.FrameChannel;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;

/** Sends standard input, as many bytes as the engine has asked for and not one more. */
final class StandardInputSender extends Thread {
    private final FrameChannel engine;
    private long allowed;

    StandardInputSender(FrameChannel engine) {
        super("stdin");
        this.engine = engine;
        setDaemon(true);
    }

    synchronized void allow(int bytes) {
        allowed += bytes;
        notifyAll();
    }

    private synchronized int take(int most) throws InterruptedException {
        while (allowed == 0) {
            wait();
        }
        return (int) Math.min(most, allowed);
    }

    private synchronized void sent(int bytes) {
        allowed -= bytes;
    }

    /** Through a channel: that is what a thread in read(2) can be called back from, see {@link #leave()}. */
    @Override
    public void run() {
        byte[] buffer = new byte[32 << 10];
        try (FileInputStream in = new FileInputStream(FileDescriptor.in);
                FileChannel channel = in.getChannel()) {
            for (int count = channel.read(ByteBuffer.wrap(buffer, 0, take(buffer.length)));
                    count >= 0;
                    count = channel.read(ByteBuffer.wrap(buffer, 0, take(buffer.length)))) {
                sent(count);
                engine.write(Frame.STDIN, buffer, 0, count);
            }
        } catch (ClosedByInterruptException | InterruptedException left) {
            return;
        } catch (IOException unreadable) {
            // Standard input that is closed or can't be read has ended, as far as the command is concerned.
            end();
            return;
        }
        end();
    }

    /** At the end of the process, which the JVM puts off for 0.3 s when a thread of it is in a native call (vmOperations.cpp of JDK 25). */
    void leave() {
        interrupt();
    }

    private void end() {
        try {
            engine.write(Frame.STDIN_END);
        } catch (IOException gone) {
            // The reading side finds out that the engine is gone, and says so.
            return;
        }
    }
}
