package io.jcompose.cli.command;

import io.jcompose.cli.invocation.Interrupts;
import io.jcompose.cli.invocation.Streams;
import io.jcompose.cli.render.Ink;
import io.jcompose.cli.render.LogPrinter;
import io.jcompose.cli.render.ProgressView;
import io.jcompose.compose.apply.AttachOptions;
import io.jcompose.compose.apply.LogSink;
import io.jcompose.compose.apply.Progress;
import io.jcompose.compose.apply.ProjectOperations;
import io.jcompose.compose.apply.ProjectRef;
import io.jcompose.compose.apply.Reporter;
import io.jcompose.compose.apply.ServiceContainer;
import io.jcompose.compose.apply.UpOptions;
import io.jcompose.compose.model.Project;
import io.jcompose.engine.container.Logs;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@code up} in the foreground. The first Ctrl-C (or SIGTERM) stops the containers while their last lines are still shown, the second kills them. When the caller
 * just goes away the containers go on.
 */
final class AttachedUp {
    private static final int INTERRUPTED = 130;

    private final Context context;
    private final Project project;
    private final UpOptions options;
    private final AttachOptions attach;
    private final LogPrinter printer;
    private final Seen seen;

    record Look(boolean colour, boolean prefix, boolean timestamps) {}

    AttachedUp(Context context, Project project, UpOptions options, AttachOptions attach, Look look) {
        this.context = context;
        this.project = project;
        this.options = options;
        this.attach = attach;
        Ink ink = look.colour() ? context.outInk() : Ink.NONE;
        this.printer = new LogPrinter(context.streams(), new LogPrinter.Style(ink, look.prefix(), look.timestamps()));
        this.seen = new Seen(printer);
    }

    int run() {
        try (UntilAttached view = new UntilAttached(context.progress("Running"), printer)) {
            return context.operations().upAttached(project, options, attach, view, seen);
        } catch (JcomposeException e) {
            Interrupts interrupts = context.invocation().interrupts();
            if (e.kind() != Kind.INTERRUPTED || interrupts.isCallerGone() || interrupts.lastSignal() == 0) {
                throw e;
            }
        }
        return stop();
    }

    private int stop() {
        Streams streams = context.streams();
        streams.errLine((context.invocation().terminals().out() ? "\n" : "") + "Gracefully Stopping... press Ctrl+C again to force");
        // The interrupt that brought us here is answered; from now on a second one may come.
        boolean answered = Thread.interrupted();
        ProjectOperations operations = context.operations();
        ProjectRef reference = ProjectRef.of(project);
        Thread tail = Thread.ofVirtual().start(() -> read(operations, reference, true));
        try (ProgressView view = context.progress("Stopping")) {
            operations.stop(reference, options.services(), options.stopTimeout(), view);
        } catch (JcomposeException e) {
            if (e.kind() != Kind.INTERRUPTED || context.invocation().interrupts().isCallerGone()) {
                throw e;
            }
            answered |= Thread.interrupted();
            try (ProgressView view = context.progress("Killing")) {
                operations.kill(reference, options.services(), "SIGKILL", false, view);
            }
        } finally {
            tail.interrupt();
        }
        join(tail);
        read(operations, reference, false);
        return INTERRUPTED;
    }

    /** What was written after the last line that was shown. */
    private void read(ProjectOperations operations, ProjectRef reference, boolean follow) {
        try {
            Logs.Query query = new Logs.Query(Optional.empty(), Optional.of(seen.next()), Optional.empty(), follow);
            operations.logs(reference, options.services(), query, seen);
        } catch (JcomposeException e) {
            if (e.kind() != Kind.INTERRUPTED) {
                throw e;
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Remembers up to where the log was shown. */
    private static final class Seen implements LogSink {
        private final LogPrinter printer;
        private Instant last = Instant.now();

        Seen(LogPrinter printer) {
            this.printer = printer;
        }

        @Override
        public synchronized void line(ServiceContainer container, Logs.Line line) {
            last = line.time();
            printer.line(container, line);
        }

        @Override
        public void exited(ServiceContainer container, int code, boolean restarting) {
            printer.exited(container, code, restarting);
        }

        synchronized Instant next() {
            return last.plusNanos(1);
        }
    }

    /** The live view ends where the logs begin; after that only warnings are said. */
    private static final class UntilAttached implements Reporter, AutoCloseable {
        private final ProgressView view;
        private final LogPrinter printer;
        private volatile boolean attached;

        UntilAttached(ProgressView view, LogPrinter printer) {
            this.view = view;
            this.printer = printer;
        }

        @Override
        public void on(Progress progress) {
            if (attached) {
                return;
            }
            view.on(progress);
            if (progress instanceof Progress.Attaching attaching) {
                List<ServiceContainer> containers = attaching.containers();
                printer.expect(containers);
                attached = true;
                view.close();
            }
        }

        @Override
        public void close() {
            view.close();
        }
    }
}
