package io.jcompose.cli.command.oci;

import io.jcompose.cli.command.ComposeCommand;
import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.Json;
import io.jcompose.engine.runtime.RuntimeSpec;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What stands before the command. */
@Command(synopsisSubcommandLabel = "COMMAND")
final class OciHead extends ComposeCommand {
    @Option(names = "--root", paramLabel = "DIR", description = "Directory for the state of containers")
    String root = "";

    @Option(names = "--log", paramLabel = "FILE", description = "File that errors are written to, besides stderr")
    String log = "";

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            description = "Format of the log file: text (default) or json")
    String logFormat = "text";

    @Option(
            names = "--systemd-cgroup",
            description = "Accepted: a cgroupsPath of the form slice:prefix:name is understood in any case")
    boolean systemdCgroup;

    @Option(
            names = {"-v", "--version"},
            description = "Show the version")
    boolean version;

    @Spec
    @Nullable
    CommandSpec spec;

    OciHead(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        if (version) {
            streams().outLine("jcompose version " + context().services().version());
            streams().outLine("spec: " + RuntimeSpec.OCI_VERSION);
            return 0;
        }
        if (spec != null) {
            streams().err(spec.commandLine().getUsageMessage());
        }
        return 1;
    }

    Path stateRoot() {
        return root.isEmpty()
                ? context().services().paths().run().resolve("oci")
                : invocation().resolve(root);
    }

    /** A line as runc writes it, for programs that look for {@code msg}. */
    void logError(String message) {
        if (log.isEmpty()) {
            return;
        }
        Map<String, String> entry = new LinkedHashMap<>();
        entry.put("level", "error");
        entry.put("msg", message);
        entry.put("time", Instant.now().toString());
        String line = logFormat.equals("json")
                ? new Json().line(entry)
                : "time=\"" + entry.get("time") + "\" level=error msg=" + new Json().line(message);
        try {
            Files.writeString(
                    invocation().resolve(log), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new JcomposeException(Kind.UNAVAILABLE, "\"" + log + "\" can't be written: " + e.getMessage(), "", e);
        }
    }
}
