package io.jcompose.engine.log;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** The files of one log, the current one and those put aside. */
public final class LogFiles {
    private static final Pattern ASIDE = Pattern.compile("([0-9]+)(\\.gz)?");
    private static final int CHUNK = 64 * 1024;

    private LogFiles() {}

    /** The files that are there, the oldest first; the current one is last. A number may be missing when an engine was killed while it renamed them. */
    static List<Path> oldestFirst(Path current) throws IOException {
        SortedMap<Integer, Path> aside = new TreeMap<>(Comparator.reverseOrder());
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(current.getParent(), current.getFileName() + ".[0-9]*")) {
            for (Path entry : entries) {
                String ending = entry.getFileName()
                        .toString()
                        .substring(current.getFileName().toString().length() + 1);
                Matcher matcher = ASIDE.matcher(ending);
                if (matcher.matches()) {
                    // where both are there the packed one was just made from the plain one
                    aside.merge(
                            Integer.parseInt(matcher.group(1)),
                            entry,
                            (a, b) -> a.toString().endsWith(".gz") ? b : a);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of(current);
        }
        List<Path> files = new ArrayList<>(aside.values());
        files.add(current);
        return files;
    }

    static InputStream open(Path file) throws IOException {
        InputStream plain = Files.newInputStream(file);
        return file.toString().endsWith(".gz")
                ? new GZIPInputStream(plain, CHUNK)
                : new BufferedInputStream(plain, CHUNK);
    }

    /** The time before the last {@code count} lines of the log: a cursor after it yields just these. */
    public static long timeBeforeLast(Path current, long count) throws IOException {
        if (count <= 0) {
            return Long.MAX_VALUE;
        }
        long missing = count;
        List<Path> files = oldestFirst(current);
        for (Path file : files.reversed()) {
            LineStart found =
                    file.toString().endsWith(".gz") ? scanForward(file, missing) : scanBackward(file, missing);
            if (found.missing == 0) {
                return found.time - 1;
            }
            missing = found.missing;
        }
        return Long.MIN_VALUE;
    }

    /** @param missing lines that were not in this file */
    private record LineStart(long time, long missing) {}

    private static LineStart scanBackward(Path file, long count) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] chunk = new byte[CHUNK];
            long end = in.length();
            long found = 0;
            // the line end of the last line is not in front of a line
            long lastEnd = end - 1;
            while (end > 0) {
                int length = (int) Math.min(CHUNK, end);
                in.seek(end - length);
                in.readFully(chunk, 0, length);
                for (int i = length - 1; i >= 0; i--) {
                    long position = end - length + i;
                    if (chunk[i] == '\n' && position < lastEnd && ++found == count) {
                        return new LineStart(timeAt(in, position + 1), 0);
                    }
                }
                end -= length;
            }
            if (in.length() > 0 && ++found == count) {
                return new LineStart(timeAt(in, 0), 0);
            }
            return new LineStart(0, count - found);
        } catch (java.io.FileNotFoundException e) {
            return new LineStart(0, count);
        }
    }

    private static long timeAt(RandomAccessFile in, long position) throws IOException {
        in.seek(position);
        byte[] line = new byte[(int) Math.min(in.length() - position, 256 * 1024)];
        in.readFully(line);
        int end = 0;
        while (end < line.length && line[end] != '\n') {
            end++;
        }
        return LogLine.decode(line, 0, end).map(LogLine::time).orElse(Long.MIN_VALUE + 1);
    }

    private static LineStart scanForward(Path file, long count) throws IOException {
        List<Long> times = new ArrayList<>();
        try (LineReader lines = new LineReader(open(file))) {
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                times.add(line.get().time());
            }
        } catch (NoSuchFileException e) {
            return new LineStart(0, count);
        }
        return times.size() < count
                ? new LineStart(0, count - times.size())
                : new LineStart(times.get((int) (times.size() - count)), 0);
    }
}
