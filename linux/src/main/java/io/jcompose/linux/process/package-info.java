/**
 * Processes, their rights and their namespaces.
 *
 * <p>Calls that say "of the calling thread" change that thread for good. Make them on a platform thread started for the purpose, which
 * then ends; let such a thread start no thread, and complete nothing that a virtual thread waits for (that may start a carrier thread).
 */
@NullMarked
package io.jcompose.linux.process;

import org.jspecify.annotations.NullMarked;
