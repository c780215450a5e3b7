package io.jcompose.cli.command;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The commands by name. picocli makes its model of a command by reflection, so for one invocation only the command that it names is added; all of them for help
 * and when the name is not known.
 */
final class CommandTree {
    private static final Map<String, Function<Context, Object>> COMMANDS = commands();
    private static final List<CommandGroup> GROUPS =
            List.of(ImageCommands.GROUP, NetworkCommands.GROUP, VolumeCommands.GROUP);

    private CommandTree() {}

    private static Map<String, Function<Context, Object>> commands() {
        Map<String, Function<Context, Object>> commands = new LinkedHashMap<>();
        commands.put("attach", AttachCommand::new);
        commands.put("build", BuildCommand::new);
        commands.put("commit", CommitCommand::new);
        commands.put("config", ConfigCommand::new);
        commands.put("cp", CpCommand::new);
        commands.put("create", CreateCommand::new);
        commands.put("down", DownCommand::new);
        commands.put("events", EventsCommand::new);
        commands.put("exec", ExecCommand::new);
        commands.put("export", ExportCommand::new);
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
        commands.put("stats", StatsCommand::new);
        commands.put("stop", StopCommand::new);
        commands.put("top", TopCommand::new);
        commands.put("unpause", UnpauseCommand::new);
        commands.put("up", UpCommand::new);
        commands.put("version", VersionCommand::new);
        commands.put("volumes", VolumesCommand::new);
        commands.put("wait", WaitCommand::new);
        commands.put("completion", CompletionCommand::new);
        commands.put("engine", EngineCommand::new);
        return Collections.unmodifiableMap(commands);
    }

    static CommandLine of(Context context, List<String> arguments) {
        CommandLine root = new CommandLine(new RootCommand(context));
        int at = subcommand(root, arguments);
        String name = word(arguments, at);
        List<CommandGroup> groups =
                Stream.concat(context.groups().stream(), GROUPS.stream()).toList();
        boolean known = COMMANDS.containsKey(name)
                || groups.stream().anyMatch(group -> group.name().equals(name));
        COMMANDS.forEach((each, maker) -> {
            if (!known || each.equals(name)) {
                root.addSubcommand(each, command(maker.apply(context)));
            }
        });
        for (CommandGroup group : groups) {
            if (!known || group.name().equals(name)) {
                root.addSubcommand(group.name(), group(context, group, word(arguments, at + 1)));
            }
        }
        root.setExpandAtFiles(false);
        root.setOverwrittenOptionsAllowed(true);
        root.setUnmatchedOptionsArePositionalParams(false);
        return root;
    }

    private static CommandLine group(Context context, CommandGroup group, String name) {
        CommandLine line = new CommandLine(group.head().apply(context));
        line.getCommandSpec().usageMessage().description(group.description());
        boolean known = group.commands().containsKey(name);
        group.commands().forEach((each, maker) -> {
            if (!known || each.equals(name)) {
                line.addSubcommand(each, command(maker.apply(context)));
            }
        });
        return line;
    }

    private static CommandLine command(Object command) {
        return new CommandLine(command).setStopAtPositional(command instanceof OwnCommandLine);
    }

    private static String word(List<String> arguments, int at) {
        return at < arguments.size() ? arguments.get(at) : "";
    }

    /** Which argument is the first that is neither a global flag nor a flag's value; their number when there is none. */
    static int subcommand(CommandLine root, List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("-")) {
                return i;
            }
            OptionSpec option = root.getCommandSpec().findOption(argument);
            if (option != null && option.arity().max() > 0) {
                i++;
            }
        }
        return arguments.size();
    }

    /** docker's form: the complaint, and where help is. */
    static int misused(CommandLine.ParameterException complaint, String[] arguments) {
        CommandLine command = complaint.getCommandLine();
        command.getErr().println("jcompose: " + complaint.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(complaint, command.getErr());
        command.getErr().println("  see: " + command.getCommandSpec().qualifiedName() + " --help");
        return command.getCommand() instanceof ComposeCommand known && isOfFlag(complaint) ? known.misused() : 1;
    }

    /** Not of the number of arguments. */
    private static boolean isOfFlag(CommandLine.ParameterException complaint) {
        return switch (complaint) {
            case CommandLine.MissingParameterException missing ->
                missing.getMissing().stream().anyMatch(CommandLine.Model.ArgSpec::isOption);
            case CommandLine.UnmatchedArgumentException unmatched ->
                unmatched.getUnmatched().getFirst().startsWith("-");
            default -> true;
        };
    }
}
