package io.jcompose.cli.client;

import io.jcompose.cli.wire.Frame;
import io.jcompose.cli.wire.FrameChannel;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;

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

    @Override
    public void run() {
        byte[] buffer = new byte[32 << 10];
        try (FileInputStream in = new FileInputStream(FileDescriptor.in)) {
            for (int count = in.read(buffer, 0, take(buffer.length));
                    count >= 0;
                    count = in.read(buffer, 0, take(buffer.length))) {
                sent(count);
                engine.write(Frame.STDIN, buffer, 0, count);
            }
        } catch (IOException unreadable) {
            // Standard input that is closed or can't be read has ended, as far as the command is concerned.
            end();
            return;
        } catch (InterruptedException e) {
            interrupt();
        }
        end();
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
