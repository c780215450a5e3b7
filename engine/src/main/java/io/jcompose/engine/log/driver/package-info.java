/**
 * Logging drivers: docker's names and options for where the output of containers goes. All but {@code none} write the container's file; syslog and journald
 * are sent what is in that file, by a thread of their own that knows how far it has come.
 */
@NullMarked
package io.jcompose.engine.log.driver;

import org.jspecify.annotations.NullMarked;
