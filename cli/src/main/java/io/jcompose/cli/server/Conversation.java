package io.jcompose.cli.server;

import io.jcompose.cli.invocation.Interrupts;
import io.jcompose.cli.invocation.Invocation;
import io.jcompose.cli.invocation.Streams;
import io.jcompose.cli.wire.Frame;
import io.jcompose.cli.wire.FrameChannel;
import io.jcompose.cli.wire.Hello;
import io.jcompose.cli.wire.Invoke;
import io.jcompose.cli.wire.Payload;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One client, on a virtual thread that reads; a second one writes, a third one (a Vert.x virtual-thread context) runs the command. What goes wrong here ends this
 * conversation and no other.
 */
final class Conversation {
    private static final Logger LOG = System.getLogger(Conversation.class.getName());

    private final FrameChannel channel;
    private final EngineServer server;
    private final Outbox outbox;

    Conversation(FrameChannel channel, EngineServer server) {
        this.channel = channel;
        this.server = server;
        this.outbox = new Outbox(channel);
    }

    void run() {
        try (channel) {
            Frame first = channel.read();
            if (first == null || first.type() != Frame.HELLO) {
                return;
            }
            Hello peer = Hello.decode(first.payload());
            Frame second = channel.read();
            if (second == null) {
                return;
            }
            switch (second.type()) {
                case Frame.STATUS -> reply(server.status());
                case Frame.STOP -> server.stop();
                case Frame.INVOKE -> {
                    if (peer.build().equals(server.hello().build())) {
                        invoke(Invoke.decode(second.payload()));
                    } else {
                        refuse();
                    }
                }
                default -> LOG.log(Level.WARNING, "a client began with a frame of type " + second.type());
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a client left", e);
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            LOG.log(Level.WARNING, "a client did not keep to the protocol", e);
        }
    }

    private void reply(String text) throws IOException {
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        channel.write(Frame.STDOUT, bytes, 0, bytes.length);
        channel.write(Frame.EXIT, new Payload().putInt(0).toBuffer());
    }

    private void refuse() throws IOException {
        Payload answer = new Payload()
                .putString(server.hello().version())
                .putLong(ProcessHandle.current().pid());
        channel.write(Frame.MISMATCH, answer.toBuffer());
    }

    private void invoke(Invoke invoke) throws IOException {
        ClientStreams streams = new ClientStreams(outbox);
        Interrupts interrupts = new Interrupts(() -> outbox.put(new Frame(Frame.WANT_SIGNALS, ByteBuffer.allocate(0))));
        Invocation invocation = new Invocation(
                invoke.arguments(),
                environment(invoke),
                Path.of(invoke.directory()),
                invoke.umask(),
                invoke.pid(),
                new Invocation.Terminals(
                        (invoke.terminals() & 1) != 0, (invoke.terminals() & 2) != 0, (invoke.terminals() & 4) != 0),
                streams,
                interrupts);
        Thread reader = Thread.ofVirtual().name("client-in").start(() -> listen(streams, interrupts));
        CompletableFuture<Integer> code = server.execute(invocation);
        CompletableFuture<Integer> told = code.whenComplete((exit, failure) -> {
            outbox.put(new Frame(
                    Frame.EXIT, new Payload().putInt(failure == null ? exit : 1).toBuffer()));
            outbox.close();
        });
        try {
            outbox.drain();
        } catch (IOException gone) {
            interrupts.callerGone();
        }
        // A client that left is waited for too: its command has to come to its end before the engine may.
        told.exceptionally(failure -> 1).join();
        reader.interrupt();
    }

    private static Map<String, String> environment(Invoke invoke) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String entry : invoke.environment()) {
            int equals = entry.indexOf('=');
            environment.put(entry.substring(0, equals), entry.substring(equals + 1));
        }
        return environment;
    }

    private void listen(ClientStreams streams, Interrupts interrupts) {
        try {
            for (@Nullable Frame frame = channel.read(); frame != null; frame = channel.read()) {
                switch (frame.type()) {
                    case Frame.STDIN -> streams.input().add(frame.bytes());
                    case Frame.STDIN_END -> streams.input().end();
                    case Frame.SIGNAL -> interrupts.signal(frame.payload().getInt());
                    case Frame.SIZE ->
                        streams.resized(new Streams.Size(
                                frame.payload().getInt(), frame.payload().getInt()));
                    default -> throw new IOException("a frame of type " + frame.type() + " in the middle of a command");
                }
            }
        } catch (IOException | BufferUnderflowException e) {
            LOG.log(Level.DEBUG, "a client's frames ended", e);
        } finally {
            streams.input().end();
            interrupts.callerGone();
        }
    }
}
