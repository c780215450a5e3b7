package io.jcompose.engine.layer;

import io.jcompose.linux.tree.FileStatus.Owner;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar stream member by member: ustar, GNU (long names, sparse files, numbers in base 256) and pax (records, extended attributes, sparse
 * files of versions 0.0, 0.1 and 1.0). Pax values are taken as bytes, because extended attributes hold binary ones.
 */
public final class TarReader {
    /** Names, links and pax records longer than this are an attack, not a file. */
    private static final int MAX_HEADER = 1 << 20;

    /** The map of a sparse file without any data; an empty list would mean a plain file. */
    private static final List<TarEntry.Extent> ALL_HOLE = List.of(new TarEntry.Extent(0, 0));

    private final InputStream in;
    private final byte[] skipped = new byte[1 << 14];
    private final byte[] block = new byte[TarFormat.BLOCK];
    private final Map<String, String> global = new TreeMap<>();
    private long left;
    private long padding;

    public TarReader(InputStream in) {
        this.in = in;
    }

    /** The next member, empty at the end of the archive. What was not read of the one before is skipped. */
    public Optional<TarEntry> next() throws IOException {
        skip(left + padding);
        left = 0;
        padding = 0;
        Map<String, String> records = new TreeMap<>(global);
        List<TarEntry.Extent> sparse00 = new ArrayList<>();
        while (readBlock()) {
            if (TarFormat.isZero(block)) {
                return Optional.empty();
            }
            if (!TarFormat.checksumFits(block)) {
                throw TarFormat.broken("the checksum of a header is wrong");
            }
            char type = (char) (block[TarFormat.TYPE] & 0xff);
            long size = TarFormat.number(block, TarFormat.SIZE, 12);
            if (size < 0) {
                throw TarFormat.broken("a member has a negative size");
            }
            switch (type) {
                case 'g' -> readRecords(readHeader(size), global, sparse00, records);
                case 'x', 'X' -> readRecords(readHeader(size), records, sparse00, records);
                case 'L' -> records.put("path", trimmed(readHeader(size)));
                case 'K' -> records.put("linkpath", trimmed(readHeader(size)));
                case 'V' -> skip(size + TarFormat.padding(size));
                default -> {
                    return Optional.of(entry(type, size, records, sparse00));
                }
            }
        }
        return Optional.empty();
    }

    /** The next bytes of the present member, as they are in the archive (a sparse file's extents one after the other); -1 at its end. */
    int read(byte[] bytes) throws IOException {
        if (left == 0) {
            return -1;
        }
        int n = in.read(bytes, 0, (int) Math.min(bytes.length, left));
        if (n < 0) {
            throw TarFormat.broken("it ends in the middle of a file");
        }
        left -= n;
        return n;
    }

    /** Reads exactly so many bytes of the present member; an error when it has less. */
    void readFully(byte[] bytes, int count) throws IOException {
        if (count > left) {
            throw TarFormat.broken("a sparse file is shorter than its map says");
        }
        if (in.readNBytes(bytes, 0, count) < count) {
            throw TarFormat.broken("it ends in the middle of a file");
        }
        left -= count;
    }

    private TarEntry entry(char flag, long size, Map<String, String> records, List<TarEntry.Extent> sparse00)
            throws IOException {
        left = records.containsKey("size") ? number(records, "size", size) : size;
        padding = TarFormat.padding(left);
        String name = records.getOrDefault("path", headerName());
        String link = records.getOrDefault("linkpath", TarFormat.text(block, TarFormat.LINK, TarFormat.NAME_LENGTH));
        char type = flag == 0 ? TarEntry.FILE : flag;
        if (type == TarEntry.FILE && name.endsWith("/")) {
            type = TarEntry.DIRECTORY;
        }
        Owner owner = new Owner((int) number(records, "uid", TarFormat.number(block, TarFormat.UID, 8)), (int)
                number(records, "gid", TarFormat.number(block, TarFormat.GID, 8)));
        int mode = (int) TarFormat.number(block, TarFormat.MODE, 8) & 07777;
        TarEntry.Time time = time(records.get("mtime"));
        boolean device = type == TarEntry.CHARACTER_DEVICE || type == TarEntry.BLOCK_DEVICE;
        TarEntry.Device node = device
                ? new TarEntry.Device((int) TarFormat.number(block, TarFormat.DEVICE_MAJOR, 8), (int)
                        TarFormat.number(block, TarFormat.DEVICE_MINOR, 8))
                : TarEntry.Device.NONE;
        long full = left;
        List<TarEntry.Extent> data = List.of();
        if (type == 'S') {
            full = TarFormat.number(block, 483, 12);
            data = gnuSparse();
            type = TarEntry.FILE;
        } else if (records.containsKey("GNU.sparse.major")
                || records.containsKey("GNU.sparse.size")
                || !sparse00.isEmpty()) {
            name = records.getOrDefault("GNU.sparse.name", name);
            full = number(records, "GNU.sparse.realsize", number(records, "GNU.sparse.size", left));
            data = paxSparse(records, sparse00);
        }
        if (left < 0 || full < 0) {
            throw TarFormat.broken("a member has a negative size");
        }
        if (type == TarEntry.HARD_LINK || type == TarEntry.SYMLINK || type == TarEntry.DIRECTORY) {
            full = 0;
        }
        return new TarEntry(name, type, mode, owner, full, time, link, node, attributes(records), data);
    }

    private String headerName() {
        String name = TarFormat.text(block, TarFormat.NAME, TarFormat.NAME_LENGTH);
        boolean posix = TarFormat.text(block, TarFormat.MAGIC, 6).equals("ustar") && block[TarFormat.MAGIC + 5] == 0;
        String prefix = posix ? TarFormat.text(block, TarFormat.PREFIX, TarFormat.PREFIX_LENGTH) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static long number(Map<String, String> records, String key, long otherwise) {
        String value = records.get(key);
        if (value == null) {
            return otherwise;
        }
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw TarFormat.broken("the pax record " + key + " is not a number");
        }
    }

    private TarEntry.Time time(@Nullable String pax) {
        if (pax == null) {
            return new TarEntry.Time(TarFormat.number(block, TarFormat.MTIME, 12), 0);
        }
        try {
            int dot = pax.indexOf('.');
            if (dot < 0) {
                return new TarEntry.Time(Long.parseLong(pax), 0);
            }
            long seconds = Long.parseLong(pax.substring(0, dot));
            int nanos = Integer.parseInt((pax.substring(dot + 1) + "000000000").substring(0, 9));
            boolean before = pax.startsWith("-") && nanos > 0;
            return before ? new TarEntry.Time(seconds - 1, 1_000_000_000 - nanos) : new TarEntry.Time(seconds, nanos);
        } catch (NumberFormatException e) {
            throw TarFormat.broken("the pax record mtime is not a number");
        }
    }

    private static Map<String, byte[]> attributes(Map<String, String> records) {
        Map<String, byte[]> attributes = new TreeMap<>();
        records.forEach((key, value) -> {
            if (key.startsWith("SCHILY.xattr.")) {
                attributes.put(key.substring("SCHILY.xattr.".length()), value.getBytes(StandardCharsets.ISO_8859_1));
            } else if (key.startsWith("LIBARCHIVE.xattr.")) {
                try {
                    attributes.putIfAbsent(
                            key.substring("LIBARCHIVE.xattr.".length()),
                            Base64.getMimeDecoder().decode(value));
                } catch (IllegalArgumentException e) {
                    throw TarFormat.broken("the pax record " + key + " is not base64");
                }
            }
        });
        return attributes;
    }

    /** Records are {@code "<length> <key>=<value>\n"}. Sparse version 0.0 repeats its keys, so those are gathered apart. */
    private static void readRecords(
            byte[] bytes, Map<String, String> into, List<TarEntry.Extent> sparse00, Map<String, String> present) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = 0;
        long offset = 0;
        while (at < text.length() && text.charAt(at) != 0) {
            int space = text.indexOf(' ', at);
            int end = space < 0 ? -1 : at + parseLength(text.substring(at, space));
            int equals = space < 0 ? -1 : text.indexOf('=', space);
            if (space < 0 || equals < 0 || end > text.length() || equals >= end || text.charAt(end - 1) != '\n') {
                throw TarFormat.broken("a pax record is malformed");
            }
            String key = text.substring(space + 1, equals);
            String value = text.substring(equals + 1, end - 1);
            if (key.equals("GNU.sparse.offset")) {
                offset = parseLength(value);
            } else if (key.equals("GNU.sparse.numbytes")) {
                sparse00.add(new TarEntry.Extent(offset, parseLength(value)));
            } else if (value.isEmpty()) {
                into.remove(key);
                present.remove(key);
            } else {
                into.put(key, value);
                present.put(key, value);
            }
            at = end;
        }
    }

    private static int parseLength(String digits) {
        try {
            int value = Integer.parseInt(digits);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw TarFormat.broken("a length in a pax record is not a number");
        }
        throw TarFormat.broken("a length in a pax record is negative");
    }

    private List<TarEntry.Extent> gnuSparse() throws IOException {
        List<TarEntry.Extent> extents = new ArrayList<>();
        addExtents(extents, 386, 4);
        boolean more = block[482] != 0;
        while (more) {
            if (!readBlock()) {
                throw TarFormat.broken("it ends in the middle of a sparse map");
            }
            addExtents(extents, 0, 21);
            more = block[504] != 0;
        }
        return extents.isEmpty() ? ALL_HOLE : extents;
    }

    private void addExtents(List<TarEntry.Extent> extents, int offset, int count) {
        for (int i = 0; i < count; i++) {
            int at = offset + i * 24;
            if (block[at] == 0) {
                return;
            }
            extents.add(new TarEntry.Extent(TarFormat.number(block, at, 12), TarFormat.number(block, at + 12, 12)));
        }
    }

    private List<TarEntry.Extent> paxSparse(Map<String, String> records, List<TarEntry.Extent> sparse00)
            throws IOException {
        String map = records.get("GNU.sparse.map");
        if (!sparse00.isEmpty()) {
            return sparse00;
        }
        if (map != null) {
            String[] numbers = map.split(",", -1);
            List<TarEntry.Extent> extents = new ArrayList<>();
            for (int i = 0; i + 1 < numbers.length; i += 2) {
                extents.add(new TarEntry.Extent(sparseNumber(numbers[i]), sparseNumber(numbers[i + 1])));
            }
            return extents.isEmpty() ? ALL_HOLE : extents;
        }
        return "1".equals(records.get("GNU.sparse.major")) ? readSparseMap() : ALL_HOLE;
    }

    /** Version 1.0: the map stands before the data, decimal numbers one a line, filled up to whole blocks. */
    private List<TarEntry.Extent> readSparseMap() throws IOException {
        long before = left;
        long count = readSparseLine();
        if (count > MAX_HEADER) {
            throw TarFormat.broken("a sparse map has " + count + " parts");
        }
        List<TarEntry.Extent> extents = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            long offset = readSparseLine();
            extents.add(new TarEntry.Extent(offset, readSparseLine()));
        }
        long fill = TarFormat.padding(before - left);
        if (fill > left) {
            throw TarFormat.broken("a sparse map is longer than its file");
        }
        skip(fill);
        left -= fill;
        return extents.isEmpty() ? ALL_HOLE : extents;
    }

    private long readSparseLine() throws IOException {
        StringBuilder digits = new StringBuilder();
        byte[] one = new byte[1];
        while (digits.length() < 20) {
            readFully(one, 1);
            if (one[0] == '\n') {
                return sparseNumber(digits.toString());
            }
            digits.append((char) one[0]);
        }
        throw TarFormat.broken("a sparse map is malformed");
    }

    private static long sparseNumber(String digits) {
        try {
            long value = Long.parseLong(digits);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw TarFormat.broken("a sparse map is malformed");
        }
        throw TarFormat.broken("a sparse map is malformed");
    }

    private byte[] readHeader(long size) throws IOException {
        if (size > MAX_HEADER) {
            throw TarFormat.broken("a name or pax header has more than " + MAX_HEADER + " bytes");
        }
        byte[] bytes = in.readNBytes((int) size);
        if (bytes.length < size) {
            throw TarFormat.broken("it ends in the middle of a header");
        }
        skip(TarFormat.padding(size));
        return bytes;
    }

    private static String trimmed(byte[] bytes) {
        return TarFormat.text(bytes, 0, bytes.length);
    }

    private boolean readBlock() throws IOException {
        int n = in.readNBytes(block, 0, TarFormat.BLOCK);
        if (n != 0 && n != TarFormat.BLOCK) {
            throw TarFormat.broken("it ends in the middle of a header");
        }
        return n != 0;
    }

    /** By reading: a stream that hashes what passes does not see what is skipped. */
    private void skip(long count) throws IOException {
        long rest = count;
        while (rest > 0) {
            int n = in.read(skipped, 0, (int) Math.min(skipped.length, rest));
            if (n < 0) {
                throw TarFormat.broken("it ends in the middle of a file");
            }
            rest -= n;
        }
    }
}
