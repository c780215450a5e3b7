package io.jcompose.cli.command;

import io.jcompose.cli.invocation.Invocation;
import io.jcompose.cli.render.Units;
import io.jcompose.engine.Engine;
import io.jcompose.engine.copy.Copies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Source and destination of a {@code cp}: {@code NAME:PATH}, a path of the caller's, or {@code -}.
 *
 * @param name of a container or service; empty: on the caller's side
 */
public record CopyArguments(String name, String path) {
    /** What begins with a slash or a dot is a path, whatever colons it has. */
    public static CopyArguments parse(String argument) {
        int colon = argument.indexOf(':');
        if (argument.startsWith("/") || argument.startsWith(".") || colon <= 0) {
            return new CopyArguments("", argument);
        }
        return new CopyArguments(argument.substring(0, colon), argument.substring(colon + 1));
    }

    public boolean inside() {
        return !name.isEmpty();
    }

    private boolean stream() {
        return path.equals("-");
    }

    /** Copies from a container to the caller; returns what there is to tell, empty when the archive itself was the output. */
    public String from(
            String container, CopyArguments target, Engine engine, Invocation invocation, Copies.Options options) {
        Copies copies = new Copies(engine.containers());
        if (target.stream()) {
            try {
                ArchiveOutput.toCaller(invocation, out -> copies.read(container, path, out, options));
                return "";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        long bytes = copies.toHost(
                container,
                path,
                target.host(invocation),
                target.path.endsWith("/") || target.path.endsWith("/."),
                options);
        return told(bytes, target.path);
    }

    /** Copies from the caller to a container; returns what there is to tell. */
    public String to(
            String container, CopyArguments target, Engine engine, Invocation invocation, Copies.Options options) {
        Copies copies = new Copies(engine.containers());
        if (stream()) {
            copies.write(invocation.streams().in(), container, target.path, options);
            return "";
        }
        long bytes = copies.toContainer(host(invocation), ending(), container, target.path, options);
        return told(bytes, target.name + ":" + target.path);
    }

    /** What a {@link Path} does not keep. */
    private String ending() {
        if (path.equals(".") || path.endsWith("/.")) {
            return "/.";
        }
        return path.endsWith("/") ? "/" : "";
    }

    private static String told(long bytes, String target) {
        return "Successfully copied " + Units.size(bytes) + " to " + target;
    }

    private Path host(Invocation invocation) {
        return invocation.directory().resolve(path).normalize();
    }
}
