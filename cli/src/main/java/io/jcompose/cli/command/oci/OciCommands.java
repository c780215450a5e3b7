package io.jcompose.cli.command.oci;

import io.jcompose.cli.command.CommandGroup;
import io.jcompose.cli.command.ComposeCommand;
import io.jcompose.cli.command.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** {@code oci ...}. */
public final class OciCommands {
    public static final CommandGroup GROUP =
            new CommandGroup("oci", "Run OCI bundles, with the command line of runc", OciHead::new, commands());

    private OciCommands() {}

    private static Map<String, Function<Context, ComposeCommand>> commands() {
        Map<String, Function<Context, ComposeCommand>> commands = new LinkedHashMap<>();
        commands.put("create", Create::new);
        commands.put("delete", Delete::new);
        commands.put("exec", Exec::new);
        commands.put("features", Features::new);
        commands.put("kill", Kill::new);
        commands.put("list", ListContainers::new);
        commands.put("pause", Pause::new);
        commands.put("resume", Resume::new);
        commands.put("run", Run::new);
        commands.put("start", Start::new);
        commands.put("state", State::new);
        return commands;
    }
}
