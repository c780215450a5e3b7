package io.jcompose.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "version", description = "Show the version information")
final class VersionCommand extends ComposeCommand implements Harmless {
    @Option(
            names = {"-f", "--format"},
            paramLabel = "pretty|json",
            defaultValue = "pretty",
            description = "Format the output")
    String format = "pretty";

    @Option(names = "--short", description = "Shows only the version number")
    boolean onlyNumber;

    VersionCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        String version = context().services().version();
        if (onlyNumber) {
            streams().outLine(version);
        } else if (format.equals("json")) {
            streams().outLine("{\"version\":\"" + version + "\"}");
        } else {
            streams().outLine("jcompose version " + version);
        }
        return 0;
    }
}
