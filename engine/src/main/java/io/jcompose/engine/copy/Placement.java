package io.jcompose.engine.copy;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;

/**
 * Where something copied lands, by the rules of {@code docker cp} (docs.docker.com, "docker container cp", the list under "Extended description").
 *
 * @param directory an existing directory
 * @param name the name there; empty: the content of the copied directory goes into it
 */
public record Placement(String directory, String name) {

    /** What is at the destination now. */
    public enum Present {
        NOTHING,
        FILE,
        DIRECTORY
    }

    /**
     * @param source its name, and whether its content is meant
     * @throws JcomposeException INVALID in docker's words
     */
    static Placement of(CopyPath source, boolean sourceIsDirectory, CopyPath target, Present present) {
        if (source.directory() && !sourceIsDirectory) {
            throw invalid("not a directory", "leave out the slash at the end of \"" + source.path() + "\"");
        }
        return switch (present) {
            case DIRECTORY -> new Placement(target.path(), source.contents() ? "" : source.name());
            case FILE -> {
                if (sourceIsDirectory) {
                    throw invalid("cannot copy directory", "\"" + target.path() + "\" is a file; name a directory");
                }
                if (target.directory()) {
                    throw invalid("not a directory", "\"" + target.path() + "\" is a file");
                }
                yield new Placement(target.parent(), target.name());
            }
            case NOTHING -> {
                if (!sourceIsDirectory && target.directory()) {
                    throw invalid("no such directory", "make \"" + target.path() + "\" first");
                }
                yield new Placement(target.parent(), target.name());
            }
        };
    }

    private static JcomposeException invalid(String message, String remedy) {
        return new JcomposeException(Kind.INVALID, message, remedy);
    }
}
