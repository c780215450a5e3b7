/**
 * What an engine remembers: {@code $JCOMPOSE_HOME/state.db}, SQLite in WAL mode.
 *
 * <pre>
 * meta(key, value)                          engine-id
 * container(id, name unique, sequence, json) sequence: the order of creation; json: a Container
 * container_course(id, json)                 json: a Container.Course, newer than that within the container
 * network(id, sequence, json)                json: io.jcompose.network.Network
 * volume(name, sequence, json)               json: io.jcompose.volumes.Volume
 * build_step(key, json)                      json: what a build step resulted in
 * event(number, time, json)                  the newest 10,000; time: nanoseconds since the epoch; json: an Event
 * </pre>
 *
 * The file's {@code user_version} is the version of this picture; a change needs a step in {@link StateDb}. A killed engine loses nothing that was
 * committed; a machine that loses power may lose the last transactions, never the file.
 */
@NullMarked
package io.jcompose.engine.state;

import org.jspecify.annotations.NullMarked;
