package io.jcompose.cli.command.oci;

import io.jcompose.cli.command.ComposeCommand;
import io.jcompose.cli.command.Context;
import io.jcompose.engine.oci.OciContainers;
import io.jcompose.error.JcomposeException;
import io.jcompose.linux.LinuxException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParentCommand;

/** A command on containers of the state directory. */
abstract class OciCommand extends ComposeCommand {
    @ParentCommand
    @Nullable
    OciHead head;

    OciCommand(Context context) {
        super(context);
    }

    /** The exit code. */
    abstract int perform();

    @Override
    public final Integer call() {
        try {
            return perform();
        } catch (JcomposeException | LinuxException e) {
            head().logError(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private OciHead head() {
        if (head == null) {
            throw new IllegalStateException("picocli sets the parent of a subcommand");
        }
        return head;
    }

    final Path root() {
        return head().stateRoot();
    }

    final OciContainers containers() {
        return engine().oci();
    }

    /** The file of an option; absent when it was not given. */
    final Optional<Path> given(String file) {
        return Optional.of(file).filter(name -> !name.isEmpty()).map(invocation()::resolve);
    }
}
