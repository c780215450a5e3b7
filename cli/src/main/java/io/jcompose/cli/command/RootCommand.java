package io.jcompose.cli.command;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "jcompose",
        description = "Define and run multi-container applications, on an engine of its own",
        synopsisSubcommandLabel = "COMMAND")
final class RootCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    final GlobalFlags flags;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help")
    boolean help;

    @Spec
    @Nullable
    CommandSpec spec;

    RootCommand(Context context) {
        this.context = context;
        this.flags = context.flags();
    }

    @Override
    public Integer call() {
        if (flags.version) {
            context.streams().outLine("jcompose version " + context.services().version());
            return 0;
        }
        if (spec != null) {
            context.streams().out(spec.commandLine().getUsageMessage());
        }
        return 0;
    }
}
