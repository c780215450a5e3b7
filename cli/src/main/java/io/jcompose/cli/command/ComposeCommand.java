package io.jcompose.cli.command;

import io.jcompose.cli.invocation.Invocation;
import io.jcompose.cli.invocation.Streams;
import io.jcompose.compose.apply.ProjectOperations;
import io.jcompose.compose.apply.ProjectRef;
import io.jcompose.compose.model.Project;
import io.jcompose.engine.Engine;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** One command of one invocation: picocli fills its fields, {@link #call} does it and gives the exit code. */
public abstract class ComposeCommand implements Callable<Integer> {
    private final Context context;

    @Option(names = "--help", usageHelp = true, description = "Show this help")
    boolean help;

    protected ComposeCommand(Context context) {
        this.context = context;
    }

    /** The exit code for flags that are wrong. */
    public int misused() {
        return 1;
    }

    protected final Context context() {
        return context;
    }

    protected final Invocation invocation() {
        return context.invocation();
    }

    protected final Streams streams() {
        return context.invocation().streams();
    }

    protected final Engine engine() {
        return context.services().engine().get();
    }

    final ProjectOperations operations() {
        return context.operations();
    }

    final Project project() {
        return context.projects().load();
    }

    /** The project for a command that makes things for these services. */
    final Project project(List<String> services) {
        return context.projects().load(services);
    }

    /** The project, by its files or by its name alone. */
    final ProjectRef reference() {
        return context.projects().reference();
    }

    /** Seconds as a flag gives them. */
    protected static Optional<Duration> seconds(@Nullable Integer seconds) {
        return seconds == null ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }

    /** Of the flag alone, whatever else is there. */
    public static JcomposeException misuse(String flag, String value, String why, String remedy) {
        return new Misuse("invalid argument \"" + value + "\" for \"" + flag + "\" flag: " + why, remedy);
    }

    public static JcomposeException invalid(String message, String remedy) {
        return new JcomposeException(Kind.INVALID, message, remedy);
    }

    /** A file of the user's that can't be opened, by the name that the user gave it. */
    public static JcomposeException unopened(String file, IOException failure, String remedy) {
        String why = switch (failure) {
            case NoSuchFileException _ -> "no such file or directory";
            case FileSystemException refused when refused.getReason() != null -> refused.getReason();
            default -> failure.getMessage();
        };
        return invalid("open " + file + ": " + why, remedy);
    }
}
