package io.jcompose.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The commands by name. picocli makes its model of a command by reflection, so for one invocation only the command that it names is added; all of them for help
 * and when the name is not known.
 */
final class CommandTree {
    private static final Map<String, Function<Context, Object>> COMMANDS = commands();

    private CommandTree() {}

    private static Map<String, Function<Context, Object>> commands() {
        Map<String, Function<Context, Object>> commands = new LinkedHashMap<>();
        commands.put("version", VersionCommand::new);
        return commands;
    }

    static CommandLine of(Context context, List<String> arguments) {
        CommandLine root = new CommandLine(new RootCommand(context));
        root.setExpandAtFiles(false);
        String name = subcommand(root, arguments);
        Function<Context, Object> known = COMMANDS.get(name);
        if (known != null) {
            root.addSubcommand(name, known.apply(context));
        } else {
            COMMANDS.forEach((each, maker) -> root.addSubcommand(each, maker.apply(context)));
        }
        return root;
    }

    /** The first argument that is neither a global flag nor a flag's value; empty when there is none. */
    static String subcommand(CommandLine root, List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("-")) {
                return argument;
            }
            OptionSpec option = root.getCommandSpec().findOption(argument);
            if (option != null && option.arity().max() > 0) {
                i++;
            }
        }
        return "";
    }

    /** docker's form: the complaint, and where help is. */
    static int misused(CommandLine.ParameterException complaint, String[] arguments) {
        CommandLine command = complaint.getCommandLine();
        command.getErr().println("jcompose: " + complaint.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(complaint, command.getErr());
        command.getErr().println("  see: " + command.getCommandSpec().qualifiedName() + " --help");
        return 1;
    }
}
