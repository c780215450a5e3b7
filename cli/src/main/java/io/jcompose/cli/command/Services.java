package io.jcompose.cli.command;

import io.jcompose.cli.wire.EnginePaths;
import io.jcompose.compose.apply.Turns;
import io.jcompose.engine.Engine;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * What commands work with.
 *
 * @param version jcompose's
 * @param log where defects are written with their stacks
 * @param engine waits until the engine is open; throws what its opening threw
 * @param turns of the commands on one project
 */
public record Services(EnginePaths paths, String version, Path log, Supplier<Engine> engine, Turns turns) {}
