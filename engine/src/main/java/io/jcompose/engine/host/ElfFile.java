package io.jcompose.engine.host;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the dynamic loader reads of an executable or a library (elf(5)).
 *
 * @param machine class, byte order and machine in one number: only files with the same can be loaded together
 * @param interpreter the loader's path, absent in libraries and static programs
 * @param needed DT_NEEDED, in order
 * @param runpath directories of DT_RUNPATH
 * @param rpath directories of DT_RPATH, which count only without a runpath
 */
record ElfFile(
        int machine, Optional<String> interpreter, List<String> needed, List<String> runpath, List<String> rpath) {
    private static final int PT_LOAD = 1;
    private static final int PT_DYNAMIC = 2;
    private static final int PT_INTERP = 3;
    private static final int DT_NEEDED = 1;
    private static final int DT_STRTAB = 5;
    private static final int DT_STRSZ = 10;
    private static final int DT_RPATH = 15;
    private static final int DT_RUNPATH = 29;
    private static final int MAX_TABLE = 16 << 20;

    ElfFile {
        needed = List.copyOf(needed);
        runpath = List.copyOf(runpath);
        rpath = List.copyOf(rpath);
    }

    /** Empty when the file is no ELF file, or one that is cut short. */
    static Optional<ElfFile> read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            byte[] ident = new byte[16];
            if (channel.size() < 64) {
                return Optional.empty();
            }
            fill(channel, ByteBuffer.wrap(ident), 0);
            boolean elf = ident[0] == 0x7f && ident[1] == 'E' && ident[2] == 'L' && ident[3] == 'F';
            boolean known = (ident[4] == 1 || ident[4] == 2) && (ident[5] == 1 || ident[5] == 2);
            return elf && known ? Optional.of(new Parser(channel, ident).parse()) : Optional.empty();
        } catch (EOFException e) {
            return Optional.empty();
        }
    }

    private static void fill(FileChannel channel, ByteBuffer buffer, long offset) throws IOException {
        long at = offset;
        while (buffer.hasRemaining()) {
            int n = channel.read(buffer, at);
            if (n < 0) {
                throw new EOFException();
            }
            at += n;
        }
        buffer.flip();
    }

    /** A part of the file: a program header. */
    private record Segment(int type, long offset, long address, long size) {}

    private static final class Parser {
        private final FileChannel channel;
        private final boolean wide;
        private final ByteOrder order;

        Parser(FileChannel channel, byte[] ident) {
            this.channel = channel;
            this.wide = ident[4] == 2;
            this.order = ident[5] == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        }

        ElfFile parse() throws IOException {
            ByteBuffer header = bytes(0, 64);
            int machine = header.getShort(18) << 16 | (wide ? 2 : 1) << 8 | (order == ByteOrder.LITTLE_ENDIAN ? 1 : 2);
            List<Segment> segments = segments(header);
            Optional<String> interpreter = Optional.empty();
            List<String> needed = new ArrayList<>();
            List<String> runpath = List.of();
            List<String> rpath = List.of();
            for (Segment segment : segments) {
                if (segment.type() == PT_INTERP) {
                    interpreter = Optional.of(text(bytes(segment.offset(), segment.size()), 0));
                } else if (segment.type() == PT_DYNAMIC) {
                    List<long[]> entries = dynamic(segment);
                    ByteBuffer strings = strings(entries, segments);
                    for (long[] entry : entries) {
                        switch ((int) entry[0]) {
                            case DT_NEEDED -> needed.add(text(strings, entry[1]));
                            case DT_RUNPATH -> runpath = directories(text(strings, entry[1]));
                            case DT_RPATH -> rpath = directories(text(strings, entry[1]));
                            default -> {}
                        }
                    }
                }
            }
            return new ElfFile(machine, interpreter, needed, runpath, rpath);
        }

        private List<Segment> segments(ByteBuffer header) throws IOException {
            long offset = wide ? header.getLong(32) : header.getInt(28) & 0xffffffffL;
            int size = header.getShort(wide ? 54 : 42) & 0xffff;
            int count = header.getShort(wide ? 56 : 44) & 0xffff;
            ByteBuffer table = bytes(offset, (long) size * count);
            List<Segment> segments = new ArrayList<>();
            for (int at = 0; size >= (wide ? 56 : 32) && at + size <= table.limit(); at += size) {
                segments.add(
                        wide
                                ? new Segment(
                                        table.getInt(at),
                                        table.getLong(at + 8),
                                        table.getLong(at + 16),
                                        table.getLong(at + 32))
                                : new Segment(
                                        table.getInt(at),
                                        table.getInt(at + 4) & 0xffffffffL,
                                        table.getInt(at + 8) & 0xffffffffL,
                                        table.getInt(at + 16) & 0xffffffffL));
            }
            return segments;
        }

        private List<long[]> dynamic(Segment segment) throws IOException {
            ByteBuffer table = bytes(segment.offset(), segment.size());
            List<long[]> entries = new ArrayList<>();
            int size = wide ? 16 : 8;
            for (int at = 0; at + size <= table.limit(); at += size) {
                long tag = wide ? table.getLong(at) : table.getInt(at);
                if (tag == 0) {
                    break;
                }
                entries.add(new long[] {tag, wide ? table.getLong(at + 8) : table.getInt(at + 4) & 0xffffffffL});
            }
            return entries;
        }

        /** DT_STRTAB is an address; the loaded segment around it tells where that is in the file. */
        private ByteBuffer strings(List<long[]> entries, List<Segment> segments) throws IOException {
            long address = value(entries, DT_STRTAB);
            long size = value(entries, DT_STRSZ);
            for (Segment segment : segments) {
                boolean around = address >= segment.address() && address < segment.address() + segment.size();
                if (segment.type() == PT_LOAD && around) {
                    return bytes(address - segment.address() + segment.offset(), size);
                }
            }
            return ByteBuffer.allocate(0);
        }

        private static long value(List<long[]> entries, int tag) {
            return entries.stream()
                    .filter(e -> e[0] == tag)
                    .mapToLong(e -> e[1])
                    .findFirst()
                    .orElse(0);
        }

        private ByteBuffer bytes(long offset, long size) throws IOException {
            if (offset < 0 || size < 0 || size > MAX_TABLE) {
                throw new EOFException();
            }
            ByteBuffer buffer = ByteBuffer.allocate((int) size).order(order);
            fill(channel, buffer, offset);
            return buffer;
        }

        private static String text(ByteBuffer strings, long offset) throws IOException {
            if (offset < 0 || offset >= strings.limit()) {
                throw new EOFException();
            }
            int end = (int) offset;
            while (end < strings.limit() && strings.get(end) != 0) {
                end++;
            }
            return new String(strings.array(), (int) offset, end - (int) offset, StandardCharsets.UTF_8);
        }

        private static List<String> directories(String path) {
            return Arrays.stream(path.split(":", -1)).filter(d -> !d.isEmpty()).toList();
        }
    }
}
