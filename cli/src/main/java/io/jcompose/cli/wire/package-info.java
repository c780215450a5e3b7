/**
 * What client and engine say to each other over {@code $JCOMPOSE_RUN/engine.sock}, a stream socket of the unix domain (mode 0600; the engine
 * checks the peer's uid with SO_PEERCRED).
 *
 * <p>A frame is one byte of type, four bytes of length (big endian, of the payload only), and the payload:
 *
 * <pre>
 *   +------+-------------------+-----------------+
 *   | type | length (u32, &lt;= 16 MiB) | payload ... |
 *   +------+-------------------+-----------------+
 *
 *   client to engine
 *    1 HELLO     magic "JCP1", string build, string version        always the first frame
 *    2 INVOKE    i32 umask, u8 terminals (bit n: fd n), string cwd,
 *                list argv, list environment ("NAME=value")
 *    3 STDIN     bytes
 *    4 STDIN_END nothing
 *    5 SIGNAL    i32 number
 *    6 SIZE      i32 rows, i32 columns
 *    7 STATUS    nothing                                            in place of INVOKE
 *    8 STOP      nothing                                            in place of INVOKE
 *
 *   engine to client
 *   65 STDOUT    bytes
 *   66 STDERR    bytes
 *   67 EXIT      i32 code                                           always the last frame
 *   68 WANT_STDIN   i32 bytes: send so many bytes more of standard input
 *   69 WANT_SIZE    nothing: send SIZE, now and whenever it changes
 *   70 RAW          u8 1: put the terminal into raw mode; 0: restore it
 *   71 MISMATCH     string version, i64 pid of the engine; then the engine closes
 *   72 WANT_SIGNALS nothing: send SIGNAL also for signals that end no command
 * </pre>
 *
 * A string is an i32 of length and its UTF-8 bytes; a list an i32 of count and its strings. HELLO, STATUS, STOP, MISMATCH, STDOUT and EXIT stay as they are in
 * all versions with the magic JCP1, so that every client can ask and stop every engine. Everything here uses nothing but the JDK, and little of it:
 * it is part of the client, whose start counts in milliseconds.
 */
@NullMarked
package io.jcompose.cli.wire;

import org.jspecify.annotations.NullMarked;
