package io.jcompose.network.dns;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandle;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.util.function.Consumer;

/**
 * Hears the questions of one sandbox that come in datagrams. Most sandboxes of short lives ask nothing, and to make and to close a channel of netty's for each
 * took 0.1 ms of processor time.
 */
final class UdpListener implements NioIoHandle {
    private static final System.Logger LOG = System.getLogger(UdpListener.class.getName());
    private static final int LONGEST_QUESTION = 4096;
    /** Then others of the event loop have their turn. */
    private static final int AT_ONCE = 16;

    /** Answers now or later, or never. */
    @FunctionalInterface
    interface Questions {
        void asked(byte[] packet, Consumer<byte[]> reply);
    }

    private final DatagramChannel socket;
    private final Questions questions;

    UdpListener(DatagramChannel socket, Questions questions) {
        this.socket = socket;
        this.questions = questions;
    }

    @Override
    public SelectableChannel selectableChannel() {
        return socket;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        try {
            ByteBuffer packet = ByteBuffer.allocate(LONGEST_QUESTION);
            for (int count = 0; count < AT_ONCE; count++) {
                SocketAddress asker = socket.receive(packet.clear());
                if (asker == null) {
                    return;
                }
                byte[] question = new byte[packet.flip().remaining()];
                packet.get(question);
                questions.asked(question, answer -> send(answer, asker));
            }
        } catch (IOException | RuntimeException e) {
            // An asker who is gone shows as an error of the next read; the others go on asking.
            LOG.log(System.Logger.Level.DEBUG, "a question to the name server", e);
        }
    }

    /** Lost when the socket's buffer is full, as datagrams are: who asked asks again. */
    private void send(byte[] answer, SocketAddress asker) {
        try {
            socket.send(ByteBuffer.wrap(answer), asker);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "an answer of the name server", e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
