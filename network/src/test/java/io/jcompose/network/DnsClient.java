package io.jcompose.network;

import io.jcompose.linux.netlink.NetworkNamespace;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** A resolver for tests that sees every bit of an answer. Works inside the namespace of a sandbox. */
final class DnsClient {
    static final int A = 1;
    static final int PTR = 12;
    static final int TXT = 16;
    static final int AAAA = 28;

    /** An answer: flags, and the data of its records. */
    record Answer(int id, int flags, List<Integer> ttls, List<byte[]> data, int extraRecords) {
        int code() {
            return flags & 0xf;
        }

        boolean truncated() {
            return (flags & 0x200) != 0;
        }

        List<String> addresses() {
            return data.stream()
                    .map(bytes -> {
                        try {
                            return InetAddress.getByAddress(bytes).getHostAddress();
                        } catch (IOException e) {
                            return HexFormat.of().formatHex(bytes);
                        }
                    })
                    .toList();
        }
    }

    private final Path netns;

    DnsClient(Sandbox sandbox) {
        this.netns = Path.of(sandbox.netns());
    }

    Answer udp(String name, int type) {
        return parse(rawUdp(query(7, name, type, 0)));
    }

    Answer udp(String name, int type, int bufferSize) {
        return parse(rawUdp(query(7, name, type, bufferSize)));
    }

    Answer tcp(String name, int type) {
        return NetworkNamespace.enter(netns, (outside, namespace) -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.11", 53), 3000);
                socket.setSoTimeout(8000);
                byte[] query = query(9, name, type, 0);
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                out.writeShort(query.length);
                out.write(query);
                DataInputStream in = new DataInputStream(socket.getInputStream());
                return parse(in.readNBytes(in.readUnsignedShort()));
            }
        });
    }

    /** Sends whatever bytes; an empty answer when none comes within the time. */
    byte[] rawUdp(byte[] packet) {
        return rawUdp(packet, 8000);
    }

    byte[] rawUdp(byte[] packet, int millis) {
        return NetworkNamespace.enter(netns, (outside, namespace) -> {
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.setSoTimeout(millis);
                socket.send(new DatagramPacket(packet, packet.length, InetAddress.ofLiteral("127.0.0.11"), 53));
                DatagramPacket answer = new DatagramPacket(new byte[65535], 65535);
                socket.receive(answer);
                return Arrays.copyOf(answer.getData(), answer.getLength());
            } catch (SocketTimeoutException e) {
                return new byte[0];
            }
        });
    }

    static byte[] query(int id, String name, int type, int bufferSize) {
        ByteBuffer data = ByteBuffer.allocate(512);
        data.putShort((short) id).putShort((short) 0x100).putShort((short) 1).putInt(0);
        data.putShort((short) (bufferSize > 0 ? 1 : 0));
        for (String label : name.split("\\.")) {
            data.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
        }
        data.put((byte) 0).putShort((short) type).putShort((short) 1);
        if (bufferSize > 0) {
            data.put((byte) 0)
                    .putShort((short) 41)
                    .putShort((short) bufferSize)
                    .putInt(0)
                    .putShort((short) 0);
        }
        return Arrays.copyOf(data.array(), data.position());
    }

    static Answer parse(byte[] packet) {
        ByteBuffer data = ByteBuffer.wrap(packet);
        int id = Short.toUnsignedInt(data.getShort(0));
        int flags = Short.toUnsignedInt(data.getShort(2));
        int questions = data.getShort(4);
        int answers = data.getShort(6);
        data.position(12);
        for (int i = 0; i < questions; i++) {
            skipName(data);
            data.getInt();
        }
        List<Integer> ttls = new ArrayList<>();
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < answers; i++) {
            skipName(data);
            data.getInt();
            ttls.add(data.getInt());
            byte[] record = new byte[Short.toUnsignedInt(data.getShort())];
            data.get(record);
            records.add(record);
        }
        return new Answer(id, flags, ttls, records, data.getShort(10));
    }

    private static void skipName(ByteBuffer data) {
        int length = Byte.toUnsignedInt(data.get());
        while (length != 0) {
            if (length >= 0xc0) {
                data.get();
                return;
            }
            data.position(data.position() + length);
            length = Byte.toUnsignedInt(data.get());
        }
    }
}
