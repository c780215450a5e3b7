/**
 * The base image that is made of this machine's own programs ({@code host:sh,cat,java}): named executables with the shared libraries that they load, and a
 * runtime linked from the JDK that runs the engine.
 */
@NullMarked
package io.jcompose.engine.host;

import org.jspecify.annotations.NullMarked;
