package io.jcompose.engine.container;

import io.jcompose.engine.log.LogActivity;
import io.jcompose.engine.log.LogCursor;
import io.jcompose.engine.log.LogFiles;
import io.jcompose.engine.log.LogLine;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/** {@link Logs} over the files: a merge by time. */
public final class MergedLogs implements Logs {
    private static final long LAST_SECOND =
            Instant.parse("2200-01-01T00:00:00Z").getEpochSecond();

    private final Function<String, ContainerId> resolve;
    private final Function<ContainerId, Path> fileOf;
    private final Function<ContainerId, Map<String, String>> details;
    private final Predicate<ContainerId> mayWrite;
    private final LogActivity activity;

    /**
     * @param resolve a reference to an id, or NOT_FOUND
     * @param mayWrite whether a container runs, or is about to be started again
     */
    public MergedLogs(
            Function<String, ContainerId> resolve,
            Function<ContainerId, Path> fileOf,
            Function<ContainerId, Map<String, String>> details,
            Predicate<ContainerId> mayWrite,
            LogActivity activity) {
        this.resolve = resolve;
        this.fileOf = fileOf;
        this.details = details;
        this.mayWrite = mayWrite;
        this.activity = activity;
    }

    private record Source(ContainerId id, LogCursor cursor) {}

    @Override
    public void read(List<String> references, Query query, LineListener listener) {
        List<Source> sources = new ArrayList<>();
        try {
            for (String reference : references) {
                ContainerId id = resolve.apply(reference);
                sources.add(new Source(id, new LogCursor(fileOf.apply(id), start(fileOf.apply(id), query))));
            }
            merge(sources, query, listener);
        } catch (IOException e) {
            throw new JcomposeException(
                    JcomposeException.Kind.UNAVAILABLE, "a log can't be read: " + e.getMessage(), "check the disk", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close(sources);
        }
    }

    @Override
    public Map<String, String> details(String reference) {
        return details.apply(resolve.apply(reference));
    }

    private static long start(Path file, Query query) throws IOException {
        long since = query.since().map(time -> nanos(time) - 1).orElse(Long.MIN_VALUE);
        if (query.tail().isEmpty()) {
            return since;
        }
        long before = LogFiles.timeBeforeLast(file, query.tail().get());
        if (before == Long.MAX_VALUE) {
            // no old lines at all: from now on
            before = nanos(Instant.now());
        }
        return Math.max(since, before);
    }

    /** A time before 1970 or after the year 2200, which no line has, is the nearest of these. */
    private static long nanos(Instant time) {
        long second = Math.clamp(time.getEpochSecond(), 0, LAST_SECOND);
        return second * 1_000_000_000L + (second == time.getEpochSecond() ? time.getNano() : 0);
    }

    private void merge(List<Source> sources, Query query, LineListener listener)
            throws IOException, InterruptedException {
        long until = query.until().map(MergedLogs::nanos).orElse(Long.MAX_VALUE);
        while (true) {
            LogActivity.State state = activity.state();
            boolean ended = !query.follow() || sources.stream().noneMatch(source -> mayWrite.test(source.id));
            // Lines beyond the watermark may have an earlier one in a file that was read a moment before; they wait for
            // the next round.
            long limit = ended ? until : Math.min(until, state.watermark());
            emit(sources, limit, listener);
            if (ended || Thread.currentThread().isInterrupted() || beyond(until)) {
                return;
            }
            activity.awaitAfter(state.count(), waiting(until));
        }
    }

    private static boolean beyond(long until) {
        return until != Long.MAX_VALUE && nanos(Instant.now()) >= until;
    }

    private static long waiting(long until) {
        return until == Long.MAX_VALUE ? TimeUnit.HOURS.toNanos(1) : Math.max(1, until - nanos(Instant.now()));
    }

    private static void emit(List<Source> sources, long limit, LineListener listener) throws IOException {
        java.util.PriorityQueue<Source> heads =
                new java.util.PriorityQueue<>(Comparator.comparingLong(MergedLogs::headTime));
        for (Source source : sources) {
            if (source.cursor.peek().isPresent()) {
                heads.add(source);
            }
        }
        while (!heads.isEmpty() && headTime(heads.peek()) <= limit) {
            Source source = heads.poll();
            LogLine line = source.cursor.take();
            listener.line(new Line(source.id, line.instant(), line.stream(), line.content(), line.terminated()));
            if (source.cursor.peek().isPresent()) {
                heads.add(source);
            }
        }
    }

    private static long headTime(Source source) {
        try {
            Optional<LogLine> head = source.cursor.peek();
            return head.map(LogLine::time).orElse(Long.MAX_VALUE);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void close(List<Source> sources) {
        for (Source source : sources) {
            try {
                source.cursor.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
