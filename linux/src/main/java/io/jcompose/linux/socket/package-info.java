/** Sockets that the JDK does not have: datagrams on unix paths (unix(7)), as syslog and journald take them. */
@NullMarked
package io.jcompose.linux.socket;

import org.jspecify.annotations.NullMarked;
