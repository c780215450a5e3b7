package io.jcompose.linux.xtables;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The filter table of iptables-legacy, or of ip6tables-legacy, in the namespace of the calling thread; only as far as accept rules for
 * interfaces at the head of FORWARD go. Whatever else is in it is kept with its counters.
 *
 * <p>Takes the lock of iptables(8) while it changes something.
 */
public final class FilterTable {
    private static final String TABLE = "filter";
    private static final String LOCK = "/run/xtables.lock";
    private static final int SOCK_RAW_CLOEXEC = 0x80003;
    private static final int IPPROTO_RAW = 255;
    private static final int GET_INFO = 64;
    private static final int GET_ENTRIES = 65;
    private static final int SET_REPLACE = 64;
    private static final int SET_ADD_COUNTERS = 65;
    private static final int NAME = 32;
    private static final int INFO = 84;
    private static final int ENTRIES_HEADER = 40;
    private static final int REPLACE_HEADER = 96;
    private static final int COUNTERS_HEADER = 40;
    private static final int COUNTER = 16;
    private static final int HOOKS = 5;
    private static final int FORWARD = 2;
    private static final int O_CREAT_CLOEXEC = 0x80040;
    private static final int LOCK_EX = 2;

    private final Layout layout;

    private FilterTable(Layout layout) {
        this.layout = layout;
    }

    /** Empty when nobody uses that table: to ask the kernel for it would create it. */
    public static Optional<FilterTable> find(boolean ipv6) {
        Layout layout = ipv6 ? Layout.IPV6 : Layout.IPV4;
        try {
            boolean present = Files.readAllLines(Path.of(layout.names())).contains(TABLE);
            return present ? Optional.of(new FilterTable(layout)) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + layout.names(), e);
        }
    }

    /** The rules of this kind in FORWARD, in order. */
    public List<InterfaceAccept> accepts() {
        return withSocket(socket -> {
            Table table = read(socket);
            return table.forward().stream()
                    .map(Entry::accept)
                    .flatMap(Optional::stream)
                    .toList();
        });
    }

    /** Takes some of these rules away and puts others at the head of FORWARD, in one step. */
    public void change(List<InterfaceAccept> remove, List<InterfaceAccept> insert) {
        withSocket(socket -> {
            int lock = call("open", LOCK, () -> SocketOptions.open(LOCK, O_CREAT_CLOEXEC, 0600));
            try {
                call("flock", LOCK, () -> SocketOptions.flock(lock, LOCK_EX));
                Table table = read(socket);
                write(socket, table, table.changed(remove, insert));
            } finally {
                SocketOptions.close(lock);
            }
            return List.of();
        });
    }

    /** The table as read: where each hook begins and ends, and the entries in order. */
    private record Table(int validHooks, int[] entry, int[] underflow, List<Entry> entries) {
        List<Entry> forward() {
            return entries.stream()
                    .filter(each -> each.position() >= entry[FORWARD] && each.position() <= underflow[FORWARD])
                    .toList();
        }

        /** The new table, its jumps and hooks pointing to where things now stand. */
        Table changed(List<InterfaceAccept> remove, List<InterfaceAccept> insert) {
            List<Entry> forward = forward();
            List<Entry> kept = new ArrayList<>();
            Map<Integer, Integer> moved = new HashMap<>();
            int at = 0;
            int forwardAt = 0;
            for (Entry each : entries) {
                if (each.position() == entry[FORWARD]) {
                    forwardAt = at;
                    for (InterfaceAccept accept : insert) {
                        Entry added = Entry.accepting(each.layout(), accept);
                        kept.add(added);
                        at += added.length();
                    }
                }
                moved.put(each.position(), at);
                boolean gone = forward.contains(each)
                        && each.accept().filter(remove::contains).isPresent();
                if (!gone) {
                    kept.add(each);
                    at += each.length();
                }
            }
            List<Entry> pointing = kept.stream()
                    .map(each -> each.jump()
                            .map(to -> each.jumpingTo(moved.getOrDefault(to, to)))
                            .orElse(each))
                    .toList();
            int[] begins = moved(entry, moved);
            begins[FORWARD] = forwardAt;
            return new Table(validHooks, begins, moved(underflow, moved), pointing);
        }

        int size() {
            return entries.stream().mapToInt(Entry::length).sum();
        }

        private static int[] moved(int[] positions, Map<Integer, Integer> moved) {
            int[] result = new int[positions.length];
            for (int i = 0; i < positions.length; i++) {
                result[i] = moved.getOrDefault(positions[i], positions[i]);
            }
            return result;
        }
    }

    private Table read(int socket) {
        byte[] info = named(INFO);
        call(
                "getsockopt",
                "IPT_SO_GET_INFO",
                () -> SocketOptions.getsockopt(socket, layout.level(), GET_INFO, info, new int[] {info.length}));
        ByteBuffer data = ByteBuffer.wrap(info).order(ByteOrder.nativeOrder());
        int size = data.getInt(80);
        byte[] all = named(ENTRIES_HEADER + size);
        ByteBuffer blob = ByteBuffer.wrap(all).order(ByteOrder.nativeOrder()).putInt(NAME, size);
        call(
                "getsockopt",
                "IPT_SO_GET_ENTRIES",
                () -> SocketOptions.getsockopt(socket, layout.level(), GET_ENTRIES, all, new int[] {all.length}));
        List<Entry> entries = new ArrayList<>();
        int at = 0;
        while (at < size) {
            int length = Short.toUnsignedInt(blob.getShort(ENTRIES_HEADER + at + layout.next()));
            if (length < layout.header() || at + length > size) {
                throw new LinuxException(Errno.EINVAL, "getsockopt", "IPT_SO_GET_ENTRIES");
            }
            byte[] entry = new byte[length];
            blob.get(ENTRIES_HEADER + at, entry);
            entries.add(new Entry(layout, entry, at));
            at += length;
        }
        int[] hooks = new int[HOOKS];
        int[] underflows = new int[HOOKS];
        for (int i = 0; i < HOOKS; i++) {
            hooks[i] = data.getInt(36 + 4 * i);
            underflows[i] = data.getInt(56 + 4 * i);
        }
        return new Table(data.getInt(32), hooks, underflows, entries);
    }

    private void write(int socket, Table before, Table after) {
        int size = after.size();
        try (Memory old = new Memory((long) before.entries().size() * COUNTER);
                Memory replace = new Memory(REPLACE_HEADER + (long) size)) {
            ByteBuffer data = ByteBuffer.allocate(REPLACE_HEADER + size).order(ByteOrder.nativeOrder());
            data.put(0, TABLE.getBytes(StandardCharsets.US_ASCII));
            data.putInt(32, after.validHooks())
                    .putInt(36, after.entries().size())
                    .putInt(40, size);
            for (int i = 0; i < HOOKS; i++) {
                data.putInt(44 + 4 * i, after.entry()[i]).putInt(64 + 4 * i, after.underflow()[i]);
            }
            data.putInt(84, before.entries().size()).putLong(88, Pointer.nativeValue(old));
            data.position(REPLACE_HEADER);
            after.entries().forEach(entry -> data.put(entry.bytes()));
            replace.write(0, data.array(), 0, data.capacity());
            call(
                    "setsockopt",
                    "IPT_SO_SET_REPLACE",
                    () -> SocketOptions.setsockopt(socket, layout.level(), SET_REPLACE, replace, data.capacity()));
            addCounters(socket, before, after, old);
        }
    }

    /** A replaced table counts from zero; the kernel gave back what the old one had counted. */
    private void addCounters(int socket, Table before, Table after, Memory old) {
        Map<Integer, byte[]> counted = new HashMap<>();
        for (int i = 0; i < before.entries().size(); i++) {
            counted.put(before.entries().get(i).position(), old.getByteArray((long) i * COUNTER, COUNTER));
        }
        int length = COUNTERS_HEADER + after.entries().size() * COUNTER;
        ByteBuffer data = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
        data.put(0, TABLE.getBytes(StandardCharsets.US_ASCII))
                .putInt(NAME, after.entries().size());
        data.position(COUNTERS_HEADER);
        after.entries().forEach(entry -> data.put(counted.getOrDefault(entry.position(), new byte[COUNTER])));
        try (Memory memory = new Memory(length)) {
            memory.write(0, data.array(), 0, length);
            call(
                    "setsockopt",
                    "IPT_SO_SET_ADD_COUNTERS",
                    () -> SocketOptions.setsockopt(socket, layout.level(), SET_ADD_COUNTERS, memory, length));
        }
    }

    private static byte[] named(int length) {
        return ByteBuffer.allocate(length)
                .put(TABLE.getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    @FunctionalInterface
    private interface Work {
        List<InterfaceAccept> run(int socket);
    }

    private List<InterfaceAccept> withSocket(Work work) {
        int socket =
                call("socket", "iptables", () -> SocketOptions.socket(layout.domain(), SOCK_RAW_CLOEXEC, IPPROTO_RAW));
        try {
            return work.run(socket);
        } finally {
            SocketOptions.close(socket);
        }
    }

    @FunctionalInterface
    private interface NativeCall {
        int run() throws LastErrorException;
    }

    private static int call(String name, String argument, NativeCall call) {
        try {
            return call.run();
        } catch (LastErrorException e) {
            throw new LinuxException(e.getErrorCode(), name, argument);
        }
    }
}
