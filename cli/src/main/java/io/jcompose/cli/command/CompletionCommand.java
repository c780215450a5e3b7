package io.jcompose.cli.command;

import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "completion", description = "Generate the autocompletion script for a shell")
final class CompletionCommand extends ComposeCommand implements Harmless {
    @Parameters(index = "0", paramLabel = "bash|zsh|fish")
    String shell = "";

    CompletionCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        CommandLine all = CommandTree.of(context(), List.of());
        switch (shell) {
            case "bash" -> streams().out(AutoComplete.bash("jcompose", all));
            case "zsh" ->
                streams()
                        .out("autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n"
                                + AutoComplete.bash("jcompose", all));
            case "fish" ->
                all.getSubcommands()
                        .forEach((name, command) -> streams()
                                .outLine("complete -c jcompose -f -n __fish_use_subcommand -a "
                                        + name + " -d '"
                                        + String.join(
                                                        " ",
                                                        command.getCommandSpec()
                                                                .usageMessage()
                                                                .description())
                                                .replace("'", "\\'")
                                        + "'"));
            default -> throw invalid("no completion for \"" + shell + "\"", "choose one of bash, zsh, fish");
        }
        return 0;
    }
}
