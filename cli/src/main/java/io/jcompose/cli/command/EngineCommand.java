package io.jcompose.cli.command;

import picocli.CommandLine.Command;

/** Only for help: client and launcher do these themselves, because they must work without an engine. */
@Command(
        name = "engine",
        description = "Manage the engine: status, start, stop, restart, run (in the foreground), logs [-f]")
final class EngineCommand extends ComposeCommand {
    EngineCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        streams().errLine("Usage:  jcompose engine status|start|stop|restart|run|logs [-f]");
        return 1;
    }
}
