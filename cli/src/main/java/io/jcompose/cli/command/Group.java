package io.jcompose.cli.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that is only the beginning of others: {@code image ls}. Alone it shows its help. */
@Command(synopsisSubcommandLabel = "COMMAND")
final class Group extends ComposeCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    Group(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        if (spec != null) {
            streams().err(spec.commandLine().getUsageMessage());
        }
        return 0;
    }
}
