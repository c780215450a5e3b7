package io.jcompose.cli.command;

import java.util.Collections;
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
    private static final Map<String, Function<Context, CommandLine>> GROUPS = groups();

    private CommandTree() {}

    private static Map<String, Function<Context, Object>> commands() {
        Map<String, Function<Context, Object>> commands = new LinkedHashMap<>();
        commands.put("build", BuildCommand::new);
        commands.put("config", ConfigCommand::new);
        commands.put("create", CreateCommand::new);
        commands.put("down", DownCommand::new);
        commands.put("events", EventsCommand::new);
        commands.put("exec", ExecCommand::new);
        commands.put("images", ImagesCommand::new);
        commands.put("kill", KillCommand::new);
        commands.put("logs", LogsCommand::new);
        commands.put("ls", LsCommand::new);
        commands.put("pause", PauseCommand::new);
        commands.put("port", PortCommand::new);
        commands.put("ps", PsCommand::new);
        commands.put("pull", PullCommand::new);
        commands.put("restart", RestartCommand::new);
        commands.put("rm", RmCommand::new);
        commands.put("run", RunCommand::new);
        commands.put("scale", ScaleCommand::new);
        commands.put("start", StartCommand::new);
        commands.put("stop", StopCommand::new);
        commands.put("top", TopCommand::new);
        commands.put("unpause", UnpauseCommand::new);
        commands.put("up", UpCommand::new);
        commands.put("version", VersionCommand::new);
        commands.put("wait", WaitCommand::new);
        commands.put("completion", CompletionCommand::new);
        commands.put("engine", EngineCommand::new);
        return Collections.unmodifiableMap(commands);
    }

    private static Map<String, Function<Context, CommandLine>> groups() {
        Map<String, Function<Context, CommandLine>> groups = new LinkedHashMap<>();
        groups.put(
                "image",
                context -> group(
                        context,
                        "Manage images",
                        new ImageCommands.Import(context),
                        new ImageCommands.Inspect(context),
                        new ImageCommands.Load(context),
                        new ImageCommands.Ls(context),
                        new ImageCommands.Pull(context),
                        new ImageCommands.Rm(context),
                        new ImageCommands.Save(context),
                        new ImageCommands.Tag(context)));
        groups.put(
                "network",
                context -> group(
                        context,
                        "Manage networks",
                        new NetworkCommands.Inspect(context),
                        new NetworkCommands.Ls(context),
                        new NetworkCommands.Rm(context)));
        groups.put(
                "volume",
                context -> group(
                        context,
                        "Manage volumes",
                        new VolumeCommands.Inspect(context),
                        new VolumeCommands.Ls(context),
                        new VolumeCommands.Rm(context)));
        return Collections.unmodifiableMap(groups);
    }

    private static CommandLine group(Context context, String description, Object... commands) {
        CommandLine group = new CommandLine(new Group(context));
        group.getCommandSpec().usageMessage().description(description);
        for (Object command : commands) {
            group.addSubcommand(command);
        }
        return group;
    }

    static CommandLine of(Context context, List<String> arguments) {
        CommandLine root = new CommandLine(new RootCommand(context));
        String name = subcommand(root, arguments);
        boolean known = COMMANDS.containsKey(name) || GROUPS.containsKey(name);
        COMMANDS.forEach((each, maker) -> {
            if (!known || each.equals(name)) {
                root.addSubcommand(each, command(each, maker.apply(context)));
            }
        });
        GROUPS.forEach((each, maker) -> {
            if (!known || each.equals(name)) {
                root.addSubcommand(each, maker.apply(context));
            }
        });
        root.setExpandAtFiles(false);
        root.setUnmatchedOptionsArePositionalParams(false);
        return root;
    }

    /** What follows the service of these is a command line of its own, with flags that are not ours. */
    private static CommandLine command(String name, Object command) {
        CommandLine line = new CommandLine(command);
        if (name.equals("exec") || name.equals("run")) {
            line.setStopAtPositional(true);
        }
        return line;
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
