package io.jcompose.cli.command.oci;

import io.jcompose.cli.command.Context;
import io.jcompose.cli.invocation.Interrupts;
import io.jcompose.engine.oci.ContainerStatus;
import io.jcompose.engine.runtime.ExitStatus;
import io.jcompose.error.JcomposeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "run", description = "Create and run a container, and delete it at its end")
final class Run extends Making {
    private static final int SIGKILL = 9;

    @Option(
            names = {"-d", "--detach"},
            description = "Leave it running")
    boolean detach;

    @Option(names = "--keep", description = "Do not delete it at its end")
    boolean keep;

    Run(Context context) {
        super(context);
    }

    @Override
    int perform() {
        create();
        CompletableFuture<ExitStatus> end;
        try {
            end = containers().end(root(), id);
            containers().start(root(), id);
        } catch (JcomposeException e) {
            containers().delete(root(), id, true);
            throw e;
        }
        return detach ? 0 : await(end);
    }

    private int await(CompletableFuture<ExitStatus> end) {
        try (Interrupts.Listening listening = invocation().interrupts().listen(this::pass)) {
            return end.get().code();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            pass(SIGKILL);
            return end.join().code();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            if (!keep) {
                containers().delete(root(), id, true);
            }
        }
    }

    private void pass(int signal) {
        if (!containers().state(root(), id).status().equals(ContainerStatus.STOPPED)) {
            containers().kill(root(), id, signal, false);
        }
    }
}
