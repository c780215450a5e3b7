package io.jcompose.cli.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FrameChannelTest {
    @TempDir
    Path directory;

    private ServerSocketChannel listener;
    private SocketChannel near;
    private FrameChannel far;

    @BeforeEach
    void connect() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s"));
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
        near = SocketChannel.open(address);
        far = new FrameChannel(listener.accept());
    }

    @AfterEach
    void close() throws IOException {
        near.close();
        far.close();
        listener.close();
    }

    @Test
    void framesOfAllSizesComeAsTheyWereSent() throws Exception {
        Random random = new Random(7);
        int[] sizes = {0, 1, 5, 4096, 65_530, 65_536, 65_541, 300_000, 3};
        byte[][] payloads = new byte[sizes.length][];
        for (int i = 0; i < sizes.length; i++) {
            payloads[i] = new byte[sizes[i]];
            random.nextBytes(payloads[i]);
        }
        FrameChannel sender = new FrameChannel(near);
        Thread writer = Thread.ofVirtual().start(() -> {
            try {
                for (byte[] payload : payloads) {
                    sender.write(Frame.STDOUT, payload, 0, payload.length);
                }
                sender.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        for (byte[] payload : payloads) {
            Frame frame = Objects.requireNonNull(far.read());
            assertThat(frame.type()).isEqualTo(Frame.STDOUT);
            assertThat(frame.bytes()).isEqualTo(payload);
        }
        assertThat(far.read()).as("the end").isNull();
        writer.join();
    }

    @Test
    void framesThatComeByteByByteAreWhole() throws Exception {
        byte[] text = "äöü".getBytes(StandardCharsets.UTF_8);
        ByteBuffer whole = ByteBuffer.allocate(5 + text.length)
                .put((byte) Frame.STDERR)
                .putInt(text.length)
                .put(text)
                .flip();
        Thread writer = Thread.ofVirtual().start(() -> {
            try {
                while (whole.hasRemaining()) {
                    near.write(ByteBuffer.wrap(new byte[] {whole.get()}));
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        Frame frame = Objects.requireNonNull(far.read());
        assertThat(frame.bytes()).isEqualTo(text);
        writer.join();
    }

    @Test
    void anEndInsideAFrameIsAnError() throws IOException {
        near.write(ByteBuffer.wrap(new byte[] {1, 0, 0, 0, 9, 'x'}));
        near.close();
        assertThatThrownBy(far::read).isInstanceOf(EOFException.class);
    }

    @Test
    void anEndInsideAHeaderIsAnError() throws IOException {
        near.write(ByteBuffer.wrap(new byte[] {1, 0}));
        near.close();
        assertThatThrownBy(far::read).isInstanceOf(EOFException.class);
    }

    @Test
    void aFrameThatIsTooLongIsRefusedBeforeItsBytesAreTaken() throws IOException {
        near.write(ByteBuffer.wrap(new byte[] {1, 0x7f, 0, 0, 0}));
        assertThatThrownBy(far::read).isInstanceOf(IOException.class).hasMessageContaining("a frame of");
    }

    @Test
    void anInvocationKeepsEverything() {
        Invoke invoke = new Invoke(4711, 0027, 5, "/tmp/ä b", List.of("-f", "", "x\ny"), List.of("A=1", "B=", "C=ü"));
        assertThat(Invoke.decode(invoke.encode())).isEqualTo(invoke);
    }

    @Test
    void aStringLongerThanItsPayloadIsRefused() {
        ByteBuffer payload = new Payload().putInt(1000).putByte('x').toBuffer();
        assertThatThrownBy(() -> Payload.getString(payload)).isInstanceOf(java.nio.BufferUnderflowException.class);
    }

    @Test
    void aHelloOfSomethingElseIsRefused() {
        assertThatThrownBy(() -> Hello.decode(ByteBuffer.wrap("GET / HTTP/1.1".getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Hello.decode(new Hello("b", "v").encode())).isEqualTo(new Hello("b", "v"));
    }
}
