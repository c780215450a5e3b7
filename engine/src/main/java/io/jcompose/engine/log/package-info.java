/**
 * What containers write, in Docker's json-file layout: {@code containers/<id>/<id>-json.log}, one JSON object a line, with older files beside it as
 * {@code .1.gz} (the youngest) to {@code .4.gz}.
 *
 * <p>All lines of an engine get their time from one {@link io.jcompose.engine.log.LogClock} and are written by one thread, the poller; a reader that merges
 * by time therefore gives back exactly the order in which the lines came.
 */
@NullMarked
package io.jcompose.engine.log;

import org.jspecify.annotations.NullMarked;
