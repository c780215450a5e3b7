package io.jcompose.engine.log;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** The files of one log, the current one and those put aside, all opened as they were at one moment. */
public final class LogFiles implements AutoCloseable {
    private static final Pattern ASIDE = Pattern.compile("([0-9]+)(\\.gz)?");
    private static final int CHUNK = 64 * 1024;

    private final List<Part> parts;

    private LogFiles(List<Part> parts) {
        this.parts = parts;
    }

    /**
     * One file.
     *
     * @param key names the file itself, whatever it is called later
     */
    record Part(Path path, Object key, RandomAccessFile file, boolean packed) {
        /** Its bytes from the beginning; at the end of a plain one the stream goes on when more is written. */
        InputStream bytes() throws IOException {
            file.seek(0);
            InputStream plain = new InputStream() {
                @Override
                public int read() throws IOException {
                    return file.read();
                }

                @Override
                public int read(byte[] into, int offset, int length) throws IOException {
                    return file.read(into, offset, length);
                }
            };
            return packed ? new GZIPInputStream(plain, CHUNK) : plain;
        }

        /** The time of its first line; empty when it has none. */
        Optional<Long> firstTime() throws IOException {
            return new LineReader(bytes()).next().map(LogLine::time);
        }
    }

    private record Entry(Path path, Object key) {}

    /**
     * Opens them; the oldest first, the current one, if it is there, last. Whoever renames files at the same time does not mix them up: the directory is
     * looked at before and after, and files that were renamed in between are opened anew.
     */
    static LogFiles open(Path current) throws IOException {
        while (true) {
            List<Entry> entries = oldestFirst(current);
            LogFiles files = new LogFiles(new ArrayList<>());
            boolean whole = false;
            try {
                for (Entry entry : entries) {
                    files.parts.add(new Part(
                            entry.path(),
                            entry.key(),
                            new RandomAccessFile(entry.path().toFile(), "r"),
                            entry.path().toString().endsWith(".gz")));
                }
                whole = entries.equals(oldestFirst(current));
                if (whole) {
                    return files;
                }
            } catch (FileNotFoundException e) {
                // renamed or packed in between, unless everything is as it was
                if (entries.equals(oldestFirst(current))) {
                    throw e;
                }
            } finally {
                if (!whole) {
                    files.close();
                }
            }
        }
    }

    /**
     * A file that is listed and then not there has got another name meanwhile. Without looking again it would be missing, here and perhaps, by the next change of its
     * name, in the list that this one is compared with.
     */
    private static List<Entry> oldestFirst(Path current) throws IOException {
        while (true) {
            List<Entry> files = new ArrayList<>();
            boolean renamed = false;
            for (Path path : asideOldestFirst(current)) {
                Optional<Object> key = key(path);
                key.ifPresent(there -> files.add(new Entry(path, there)));
                renamed |= key.isEmpty();
            }
            key(current).ifPresent(there -> files.add(new Entry(current, there)));
            if (!renamed) {
                return files;
            }
        }
    }

    /** A number may be missing when an engine was killed while it renamed them. */
    private static Collection<Path> asideOldestFirst(Path current) throws IOException {
        SortedMap<Integer, Path> aside = new TreeMap<>(Comparator.reverseOrder());
        String prefix = current.getFileName() + ".";
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(current.getParent(), prefix + "[0-9]*")) {
            for (Path entry : entries) {
                Matcher matcher = ASIDE.matcher(entry.getFileName().toString().substring(prefix.length()));
                if (matcher.matches()) {
                    // where both are there the packed one was just made from the plain one
                    aside.merge(
                            Integer.parseInt(matcher.group(1)),
                            entry,
                            (a, b) -> a.toString().endsWith(".gz") ? b : a);
                }
            }
        } catch (NoSuchFileException _) {
            return List.of();
        }
        return aside.values();
    }

    /** Names the file that has this path now; empty when there is none. */
    static Optional<Object> key(Path path) throws IOException {
        try {
            return Optional.of(
                    Files.readAttributes(path, BasicFileAttributes.class).fileKey());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    List<Part> parts() {
        return parts;
    }

    /** The time before the last {@code count} lines of the log: a cursor after it yields just these. */
    public static long timeBeforeLast(Path current, long count) throws IOException {
        if (count <= 0) {
            return Long.MAX_VALUE;
        }
        long missing = count;
        try (LogFiles files = open(current)) {
            for (Part part : files.parts.reversed()) {
                LineStart found = part.packed ? scanForward(part, missing) : scanBackward(part.file, missing);
                if (found.missing == 0) {
                    return found.time - 1;
                }
                missing = found.missing;
            }
        }
        return Long.MIN_VALUE;
    }

    /** @param missing lines that were not in this file */
    private record LineStart(long time, long missing) {}

    private static LineStart scanBackward(RandomAccessFile in, long count) throws IOException {
        byte[] chunk = new byte[CHUNK];
        long end = in.length();
        long found = 0;
        // the line end of the last line is not in front of a line
        long lastEnd = end - 1;
        boolean empty = end == 0;
        while (end > 0) {
            int length = (int) Math.min(CHUNK, end);
            in.seek(end - length);
            in.readFully(chunk, 0, length);
            for (int i = length - 1; i >= 0; i--) {
                long position = end - length + i;
                if (chunk[i] == '\n' && position < lastEnd && ++found >= count) {
                    Optional<Long> time = timeAt(in, position + 1);
                    if (time.isPresent()) {
                        return new LineStart(time.get(), 0);
                    }
                }
            }
            end -= length;
        }
        if (!empty && ++found >= count) {
            Optional<Long> time = timeAt(in, 0);
            if (time.isPresent()) {
                return new LineStart(time.get(), 0);
            }
        }
        return new LineStart(0, Math.max(1, count - found));
    }

    /** Empty for a line that is not whole, which is not shown either. */
    private static Optional<Long> timeAt(RandomAccessFile in, long position) throws IOException {
        in.seek(position);
        byte[] line = new byte[(int) Math.min(in.length() - position, 256 * 1024)];
        in.readFully(line);
        int end = 0;
        while (end < line.length && line[end] != '\n') {
            end++;
        }
        return LogLine.decode(line, 0, end).map(LogLine::time);
    }

    private static LineStart scanForward(Part part, long count) throws IOException {
        List<Long> times = new ArrayList<>();
        LineReader lines = new LineReader(part.bytes());
        for (var line = lines.next(); line.isPresent(); line = lines.next()) {
            times.add(line.get().time());
        }
        return times.size() < count
                ? new LineStart(0, count - times.size())
                : new LineStart(times.get((int) (times.size() - count)), 0);
    }

    @Override
    public void close() throws IOException {
        for (Part part : parts) {
            part.file.close();
        }
    }
}
