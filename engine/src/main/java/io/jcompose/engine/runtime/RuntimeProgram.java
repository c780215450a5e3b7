package io.jcompose.engine.runtime;

import java.nio.file.Path;
import java.util.List;

/**
 * An OCI runtime that is a program, with the command line of runc.
 *
 * @param name as the user wrote it
 * @param path absolute
 * @param arguments given before the command
 */
public record RuntimeProgram(String name, Path path, List<String> arguments) {
    /** Of a runtime spec: the name of the runtime that its container is given to. Without it, it is the engine's own. */
    public static final String ANNOTATION = "io.jcompose.runtime";

    public RuntimeProgram {
        arguments = List.copyOf(arguments);
    }
}
