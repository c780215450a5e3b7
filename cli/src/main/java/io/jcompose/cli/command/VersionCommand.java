package io.jcompose.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "version", description = "Show the version information")
final class VersionCommand implements Callable<Integer> {
    private final Context context;

    @Option(names = {"-f", "--format"}, paramLabel = "pretty|json", defaultValue = "pretty", description = "Format the output")
    String format = "pretty";

    @Option(names = "--short", description = "Shows only the version number")
    boolean onlyNumber;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help")
    boolean help;

    VersionCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        String version = context.services().version();
        if (onlyNumber) {
            context.streams().outLine(version);
        } else if (format.equals("json")) {
            context.streams().outLine("{\"version\":\"" + version + "\"}");
        } else {
            context.streams().outLine("jcompose version " + version);
        }
        return 0;
    }
}
