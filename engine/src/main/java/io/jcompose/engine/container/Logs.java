package io.jcompose.engine.container;

import io.jcompose.engine.log.Stream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What containers wrote, from the log files. Timestamps strictly increase over all containers of an engine, so that a merged order is exact.
 */
public interface Logs {
    /**
     * Calls the listener with each line, merged over all containers in the order in which the lines were written. Returns at the end of the logs or, when
     * following, when all the containers were removed, or the query is cancelled by an interrupt of the calling thread or by {@code until}.
     *
     * @throws io.jcompose.error.JcomposeException NOT_FOUND, or UNSUPPORTED when the logging driver of one of them keeps nothing to be read
     */
    void read(List<String> references, Query query, LineListener listener);

    /**
     * What the lines of a container carry because its logging options ask for it (labels, env, tag), sorted by name.
     *
     * @throws io.jcompose.error.JcomposeException as {@link #read}
     */
    Map<String, String> details(String reference);

    /**
     * @param tail absent: all lines; else that many of each container
     * @param follow go on with what comes, over restarts of the container
     */
    record Query(Optional<Long> tail, Optional<Instant> since, Optional<Instant> until, boolean follow) {
        public static final Query ALL = new Query(Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    /**
     * @param text without its line end
     * @param terminated false when the container ended (or paused its writing) in the middle of a line
     */
    record Line(ContainerId container, Instant time, Stream stream, byte[] text, boolean terminated) {}

    @FunctionalInterface
    interface LineListener {
        void line(Line line);
    }
}
