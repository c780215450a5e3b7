package io.jcompose.network;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A name server outside: answers every question with what it was made for. */
final class FakeUpstream implements AutoCloseable {
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();

    private FakeUpstream(DatagramSocket udp, ServerSocket tcp) {
        this.udp = udp;
        this.tcp = tcp;
    }

    /** @param udpAnswer an empty array for silence */
    static FakeUpstream start(String address, UnaryOperator<byte[]> udpAnswer, UnaryOperator<byte[]> tcpAnswer)
            throws IOException {
        DatagramSocket udp = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(address), 53));
        ServerSocket tcp = new ServerSocket();
        tcp.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 53));
        FakeUpstream upstream = new FakeUpstream(udp, tcp);
        upstream.threads.add(Thread.ofPlatform().daemon().start(() -> upstream.serveUdp(udpAnswer)));
        upstream.threads.add(Thread.ofPlatform().daemon().start(() -> upstream.serveTcp(tcpAnswer)));
        return upstream;
    }

    int asked() {
        return asked.get();
    }

    /** An answer with this code and one address record for each given address. */
    static byte[] answer(byte[] query, int code, int flags, String... addresses) {
        ByteBuffer data = ByteBuffer.allocate(60000);
        int end = 12;
        while (query[end] != 0) {
            end += query[end] + 1;
        }
        end += 5;
        data.put(query, 0, end)
                .putShort(2, (short) (0x8180 | flags | code))
                .putShort(6, (short) addresses.length)
                .putShort(10, (short) 0);
        for (String address : addresses) {
            byte[] bytes = InetAddress.ofLiteral(address).getAddress();
            data.putShort((short) 0xc00c)
                    .putShort((short) (bytes.length == 4 ? 1 : 28))
                    .putShort((short) 1)
                    .putInt(300)
                    .putShort((short) bytes.length)
                    .put(bytes);
        }
        return Arrays.copyOf(data.array(), data.position());
    }

    @Override
    public void close() throws IOException, InterruptedException {
        udp.close();
        tcp.close();
        // The port is free only when nobody waits in accept any more.
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void serveUdp(UnaryOperator<byte[]> answers) {
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[65535], 65535);
                udp.receive(packet);
                asked.incrementAndGet();
                byte[] answer = answers.apply(Arrays.copyOf(packet.getData(), packet.getLength()));
                if (answer.length > 0) {
                    udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            }
        } catch (SocketException e) {
            // Closed: the test is over.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serveTcp(UnaryOperator<byte[]> answers) {
        try {
            while (true) {
                try (Socket socket = tcp.accept()) {
                    DataInputStream in = new DataInputStream(socket.getInputStream());
                    byte[] answer = answers.apply(in.readNBytes(in.readUnsignedShort()));
                    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                    out.writeShort(answer.length);
                    out.write(answer);
                } catch (EOFException e) {
                    // The asker thought better of it.
                    continue;
                }
            }
        } catch (SocketException e) {
            // Closed: the test is over.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
