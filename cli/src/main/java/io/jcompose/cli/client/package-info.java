/**
 * The thin client: hands a command to the engine, starts the engine when there is none, and is the command's hands and eyes: terminal, standard
 * input, signals, exit code.
 *
 * <p>It uses {@code cli.wire} and the JDK and nothing else, and on the way of an ordinary command no lambdas, streams or formatters either: a JVM that
 * does nothing else starts in 30 ms, and this stays near to it.
 */
@NullMarked
package io.jcompose.cli.client;

import org.jspecify.annotations.NullMarked;
