package io.jcompose.engine.layer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Writes ustar members, with pax records where ustar has no room; the same entries always give the same bytes. */
public final class TarWriter {
    private static final byte[] ZEROS = new byte[TarFormat.BLOCK];

    private final OutputStream out;

    public TarWriter(OutputStream out) {
        this.out = out;
    }

    /** Begins a member. A file's bytes must follow: {@link #data}, then {@link #endOfData}. */
    public void header(TarEntry entry) throws IOException {
        Map<String, String> records = records(entry);
        if (!records.isEmpty()) {
            byte[] body = encode(records);
            byte[] extended = block("PaxHeaders/" + shortened(entry.name(), 80), 'x', body.length);
            out.write(extended);
            out.write(body);
            endOfData(body.length);
        }
        byte[] header = block(shortened(entry.name(), TarFormat.NAME_LENGTH), entry.type(), fit(entry.size(), 12));
        TarFormat.putOctal(header, TarFormat.MODE, 8, entry.mode());
        TarFormat.putOctal(header, TarFormat.UID, 8, fit(unsigned(entry.owner().uid()), 8));
        TarFormat.putOctal(header, TarFormat.GID, 8, fit(unsigned(entry.owner().gid()), 8));
        TarFormat.putOctal(header, TarFormat.MTIME, 12, fit(entry.time().seconds(), 12));
        TarFormat.putText(header, TarFormat.LINK, shortened(entry.link(), TarFormat.NAME_LENGTH));
        TarFormat.putOctal(header, TarFormat.DEVICE_MAJOR, 8, entry.device().major());
        TarFormat.putOctal(header, TarFormat.DEVICE_MINOR, 8, entry.device().minor());
        TarFormat.putChecksum(header);
        out.write(header);
    }

    public void data(byte[] bytes, int count) throws IOException {
        out.write(bytes, 0, count);
    }

    /** Fills the last block of a file of that many bytes. */
    public void endOfData(long size) throws IOException {
        out.write(ZEROS, 0, (int) TarFormat.padding(size));
    }

    /** Two empty blocks end an archive. */
    public void end() throws IOException {
        out.write(ZEROS);
        out.write(ZEROS);
    }

    private static byte[] block(String name, char type, long size) {
        byte[] header = new byte[TarFormat.BLOCK];
        TarFormat.putText(header, TarFormat.NAME, name);
        TarFormat.putOctal(header, TarFormat.MODE, 8, 0644);
        TarFormat.putOctal(header, TarFormat.UID, 8, 0);
        TarFormat.putOctal(header, TarFormat.GID, 8, 0);
        TarFormat.putOctal(header, TarFormat.SIZE, 12, size);
        TarFormat.putOctal(header, TarFormat.MTIME, 12, 0);
        header[TarFormat.TYPE] = (byte) type;
        TarFormat.putText(header, TarFormat.MAGIC, "ustar\00000");
        TarFormat.putChecksum(header);
        return header;
    }

    private static Map<String, String> records(TarEntry entry) {
        Map<String, String> records = new TreeMap<>();
        if (entry.name().length() > TarFormat.NAME_LENGTH || !ascii(entry.name())) {
            records.put("path", entry.name());
        }
        if (entry.link().length() > TarFormat.NAME_LENGTH || !ascii(entry.link())) {
            records.put("linkpath", entry.link());
        }
        putNumber(records, "size", entry.size(), 12);
        putNumber(records, "uid", unsigned(entry.owner().uid()), 8);
        putNumber(records, "gid", unsigned(entry.owner().gid()), 8);
        putNumber(records, "mtime", entry.time().seconds(), 12);
        entry.attributes()
                .forEach((name, value) ->
                        records.put("SCHILY.xattr." + name, new String(value, StandardCharsets.ISO_8859_1)));
        return records;
    }

    private static void putNumber(Map<String, String> records, String key, long value, int length) {
        if (!TarFormat.fitsOctal(value, length)) {
            records.put(key, Long.toString(value));
        }
    }

    private static long fit(long value, int length) {
        return TarFormat.fitsOctal(value, length) ? value : 0;
    }

    private static long unsigned(int id) {
        return id & 0xffffffffL;
    }

    private static byte[] encode(Map<String, String> records) {
        StringBuilder text = new StringBuilder();
        records.forEach((key, value) -> {
            int rest = key.length() + value.length() + 3;
            int length = rest + Integer.toString(rest).length();
            if (Integer.toString(length).length() != Integer.toString(rest).length()) {
                length = rest + Integer.toString(length).length();
            }
            text.append(length)
                    .append(' ')
                    .append(key)
                    .append('=')
                    .append(value)
                    .append('\n');
        });
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String shortened(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }

    private static boolean ascii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
