package io.jcompose.cli.command;

import io.jcompose.cli.wire.EnginePaths;
import java.nio.file.Path;

/**
 * What commands work with.
 *
 * @param version jcompose's
 * @param log where defects are written with their stacks
 */
public record Services(EnginePaths paths, String version, Path log) {}
