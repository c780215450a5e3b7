package io.jcompose.cli.command.container;

import io.jcompose.cli.command.CommandGroup;
import io.jcompose.cli.command.ComposeCommand;
import io.jcompose.cli.command.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** {@code container ...}. */
public final class ContainerCommands {
    public static final CommandGroup GROUP = new CommandGroup("container", "Manage containers", commands());

    private ContainerCommands() {}

    private static Map<String, Function<Context, ComposeCommand>> commands() {
        Map<String, Function<Context, ComposeCommand>> commands = new LinkedHashMap<>();
        commands.put("attach", Attach::new);
        commands.put("commit", Commit::new);
        commands.put("cp", Cp::new);
        commands.put("create", Create::new);
        commands.put("diff", Diff::new);
        commands.put("exec", Exec::new);
        commands.put("export", Export::new);
        commands.put("inspect", Inspect::new);
        commands.put("kill", Kill::new);
        commands.put("logs", LogsOf::new);
        commands.put("ls", Ls::new);
        commands.put("pause", Pause::new);
        commands.put("port", Port::new);
        commands.put("prune", Prune::new);
        commands.put("rename", Rename::new);
        commands.put("restart", Restart::new);
        commands.put("rm", Rm::new);
        commands.put("run", Run::new);
        commands.put("start", Start::new);
        commands.put("stats", Stats::new);
        commands.put("stop", Stop::new);
        commands.put("top", Top::new);
        commands.put("unpause", Unpause::new);
        commands.put("update", Update::new);
        commands.put("wait", Wait::new);
        return commands;
    }
}
