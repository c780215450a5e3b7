package io.jcompose.cli.command;

import io.jcompose.cli.render.Ink;
import io.jcompose.cli.render.LogPrinter;
import io.jcompose.cli.render.ProgressView;
import io.jcompose.compose.apply.AttachOptions;
import io.jcompose.compose.apply.Progress;
import io.jcompose.compose.apply.Reporter;
import io.jcompose.compose.apply.ServiceContainer;
import io.jcompose.compose.apply.UpOptions;
import io.jcompose.compose.model.Project;
import java.util.List;

/**
 * {@code up} in the foreground. The first Ctrl-C (or SIGTERM) interrupts the operation, which stops the containers while their last lines are still shown; the second
 * one makes it kill them. When the caller just goes away the containers go on.
 */
final class AttachedUp {
    private final ProgressView beginning;
    private final Context context;
    private final Project project;
    private final UpOptions options;
    private final AttachOptions attach;
    private final LogPrinter printer;

    record Look(boolean colour, boolean prefix, boolean timestamps) {}

    AttachedUp(
            ProgressView beginning,
            Context context,
            Project project,
            UpOptions options,
            AttachOptions attach,
            Look look) {
        this.beginning = beginning;
        this.context = context;
        this.project = project;
        this.options = options;
        this.attach = attach;
        Ink ink = look.colour() ? context.outInk() : Ink.NONE;
        this.printer = new LogPrinter(context.streams(), new LogPrinter.Style(ink, look.prefix(), look.timestamps()));
    }

    int run() {
        try (UntilAttached view = new UntilAttached(context, beginning, printer)) {
            return context.operations().upAttached(project, options, attach, view, printer);
        }
    }

    /** The live view ends where the logs begin; after that only warnings are said, until all is stopped line by line. */
    private static final class UntilAttached implements Reporter, AutoCloseable {
        private final Context context;
        private final ProgressView view;
        private final LogPrinter printer;
        private final ProgressView ending;
        private volatile boolean attached;
        private volatile boolean stopping;

        UntilAttached(Context context, ProgressView view, LogPrinter printer) {
            this.context = context;
            this.view = view;
            this.printer = printer;
            this.ending = context.lineProgress();
        }

        @Override
        public void on(Progress progress) {
            if (attached) {
                switch (progress) {
                    case Progress.Warned warned -> context.streams().errLine(warned.message());
                    case Progress.HookLine hook -> printer.hookLine(hook.container(), hook.text());
                    case Progress.Ending end -> {
                        stopping = true;
                        ending.on(end);
                    }
                    case Progress.Changed changed -> {
                        if (stopping) {
                            ending.on(changed);
                        }
                    }
                    case Progress.Layer _, Progress.Build _, Progress.Attaching _ -> {}
                }
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
        public boolean isGone() {
            return context.invocation().interrupts().isCallerGone();
        }

        @Override
        public void close() {
            view.close();
        }
    }
}
