package io.jcompose.cli.command.oci;

import io.jcompose.cli.command.Context;
import io.jcompose.engine.oci.CallerStreams;
import io.jcompose.engine.oci.OciContainers;
import picocli.CommandLine.Option;

/** What create and run have in common. */
abstract class Making extends OnContainer {
    @Option(
            names = {"-b", "--bundle"},
            paramLabel = "DIR",
            description = "Directory of the bundle (default: the current one)")
    String bundle = ".";

    @Option(
            names = "--console-socket",
            paramLabel = "SOCKET",
            description = "Socket that gets the master of the terminal")
    String consoleSocket = "";

    @Option(names = "--pid-file", paramLabel = "FILE", description = "File that the process id is written to")
    String pidFile = "";

    Making(Context context) {
        super(context);
    }

    final void create() {
        try (CallerStreams streams = CallerStreams.of(invocation().pid())) {
            containers()
                    .create(new OciContainers.Creation(
                            root(),
                            id,
                            invocation().resolve(bundle),
                            streams.stdio(),
                            given(consoleSocket),
                            given(pidFile)))
                    .forEach(note -> streams().errLine("warning: " + note));
        }
    }
}
