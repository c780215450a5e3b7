package io.jcompose.cli.command;

import io.jcompose.cli.invocation.Streams;
import io.jcompose.cli.render.Listing;
import io.jcompose.cli.template.Nothing;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.volumes.Volume;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code volume ...}. */
final class VolumeCommands {
    static final CommandGroup GROUP = new CommandGroup("volume", "Manage volumes", commands());

    private VolumeCommands() {}

    private static Map<String, Function<Context, ComposeCommand>> commands() {
        Map<String, Function<Context, ComposeCommand>> commands = new LinkedHashMap<>();
        commands.put("inspect", Inspect::new);
        commands.put("ls", Ls::new);
        commands.put("rm", Rm::new);
        return commands;
    }

    private static Map<String, @Nullable Object> object(Volume volume) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("CreatedAt", volume.created().toString());
        object.put("Driver", volume.driver());
        object.put("Labels", nothingIfEmpty(volume.labels()));
        object.put("Mountpoint", volume.mountpoint().toString());
        object.put("Name", volume.name());
        object.put("Options", nothingIfEmpty(volume.options()));
        object.put("Scope", "local");
        return object;
    }

    private static Object nothingIfEmpty(Map<String, String> map) {
        return map.isEmpty() ? Nothing.MAP : map;
    }

    @Command(name = "ls", aliases = "list", description = "List volumes")
    static final class Ls extends ComposeCommand {
        private static final Listing LISTING = new Listing(
                "{{.Driver}}\t{{.Name}}",
                Map.ofEntries(
                        Map.entry("CreatedAt", "CREATED AT"),
                        Map.entry("Driver", "DRIVER"),
                        Map.entry("Labels", "LABELS"),
                        Map.entry("Mountpoint", "MOUNTPOINT"),
                        Map.entry("Name", "VOLUME NAME"),
                        Map.entry("Scope", "SCOPE")));

        @Option(names = "--format", paramLabel = "FORMAT", description = "table, json, or a Go template")
        String format = "table";

        @Option(
                names = {"-q", "--quiet"},
                description = "Only display volume names")
        boolean quiet;

        Ls(Context context) {
            super(context);
        }

        @Override
        public Integer call() {
            return print(streams(), engine().volumes().list(), format, quiet);
        }

        static int print(Streams streams, List<Volume> volumes, String format, boolean quiet) {
            if (quiet) {
                volumes.forEach(volume -> streams.outLine(volume.name()));
            } else {
                List<Map<String, @Nullable Object>> rows =
                        volumes.stream().map(Ls::row).toList();
                streams.out(LISTING.render(format, rows));
            }
            return 0;
        }

        private static Map<String, @Nullable Object> row(Volume volume) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            row.put("CreatedAt", Listings.moment(volume.created()));
            row.put("Driver", volume.driver());
            row.put("Label", Listings.label(volume.labels()));
            row.put("Labels", Listings.labels(volume.labels()));
            row.put("Mountpoint", volume.mountpoint().toString());
            row.put("Name", volume.name());
            row.put("Scope", "local");
            return row;
        }
    }

    @Command(name = "rm", aliases = "remove", description = "Remove one or more volumes, and their data")
    static final class Rm extends ComposeCommand {
        @Option(
                names = {"-f", "--force"},
                description = "A volume that does not exist is no error")
        boolean force;

        @Parameters(paramLabel = "VOLUME", arity = "1..*")
        List<String> volumes = new ArrayList<>();

        Rm(Context context) {
            super(context);
        }

        @Override
        public Integer call() {
            Each.of(volumes, name -> {
                if (force && engine().volumes().find(name).isEmpty()) {
                    return;
                }
                engine().volumes().remove(name);
                streams().outLine(name);
            });
            return 0;
        }
    }

    @Command(name = "inspect", description = "Display detailed information on one or more volumes")
    static final class Inspect extends ComposeCommand {
        @Mixin
        final Inspection inspection = new Inspection();

        @Parameters(paramLabel = "VOLUME", arity = "1..*")
        List<String> volumes = new ArrayList<>();

        Inspect(Context context) {
            super(context);
        }

        @Override
        public Integer call() {
            inspection.print(volumes, name -> object(found(name)), context());
            return 0;
        }

        private Volume found(String name) {
            return engine().volumes()
                    .find(name)
                    .orElseThrow(() -> new JcomposeException(
                            Kind.NOT_FOUND, "no such volume: " + name, "see: jcompose volume ls"));
        }
    }
}
