package io.jcompose.cli.command;

import io.jcompose.engine.copy.Copies;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code cp} and {@code container cp} take alike. */
public final class CopyFlags {
    @Option(
            names = {"-a", "--archive"},
            description = "Archive mode (copy all uid/gid information)")
    boolean archive;

    @Option(
            names = {"-L", "--follow-link"},
            description = "Always follow symbol link in SRC_PATH")
    boolean followLink;

    @Parameters(index = "0", paramLabel = "SOURCE")
    String source = "";

    @Parameters(index = "1", paramLabel = "DESTINATION")
    String destination = "";

    public CopyArguments from() {
        return CopyArguments.parse(source);
    }

    public CopyArguments to() {
        return CopyArguments.parse(destination);
    }

    public Copies.Options options() {
        return new Copies.Options(archive, followLink);
    }
}
