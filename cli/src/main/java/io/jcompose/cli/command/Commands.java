package io.jcompose.cli.command;

import io.jcompose.cli.invocation.Invocation;
import io.jcompose.engine.layout.DiskErrors;
import io.jcompose.error.JcomposeException;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.OpenFiles;
import io.jcompose.linux.process.NewThreads;
import io.jcompose.linux.process.ResourceLimit;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** Parses what was given and runs it; what is thrown becomes a sentence for the user and an exit code. */
public final class Commands {
    private static final Logger LOG = System.getLogger(Commands.class.getName());
    private static final int INTERRUPTED = 130;
    /** This process, for prlimit(2). */
    private static final int OWN = 0;

    private final Services services;
    private final List<CommandGroup> groups;

    /** @param groups what there is besides compose's own commands */
    public Commands(Services services, List<CommandGroup> groups) {
        this.services = services;
        this.groups = List.copyOf(groups);
    }

    /** The exit code. */
    public int run(Invocation invocation) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Context context = new Context(invocation, services, groups);
        CommandLine line = CommandTree.of(context, invocation.arguments());
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            int code = failed(failure, context);
            return failure instanceof Misuse && command.getCommand() instanceof ComposeCommand known
                    ? known.misused()
                    : code;
        });
        line.setParameterExceptionHandler(CommandTree::misused);
        line.setExecutionStrategy(parsed -> execute(parsed, context));
        line.setUsageHelpWidth(100);
        int code = executed(line, context);
        invocation.streams().out(out.toString());
        invocation.streams().err(err.toString());
        return code;
    }

    /** No error of the JVM's ends a command without a word: picocli passes on exceptions alone. */
    private int executed(CommandLine line, Context context) {
        try {
            return line.execute(context.invocation().arguments().toArray(String[]::new));
        } catch (VirtualMachineError e) {
            return failed(e, context);
        }
    }

    /** Flags that can't be honoured are told before anything is done; one that would make the command do what it was asked not to do is refused. */
    private static int execute(CommandLine.ParseResult parsed, Context context) {
        GlobalFlags flags = context.flags();
        CommandLine.ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        try {
            context.progressMode();
            refuseUnheededDryRun(flags, last.commandSpec());
        } catch (JcomposeException refusal) {
            throw new CommandLine.ExecutionException(parsed.commandSpec().commandLine(), "global flags", refusal);
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static void refuseUnheededDryRun(GlobalFlags flags, CommandLine.Model.CommandSpec command) {
        if (flags.dryRun && !(command.userObject() instanceof Harmless)) {
            throw new JcomposeException(
                    JcomposeException.Kind.UNSUPPORTED,
                    "--dry-run is not there for " + command.name(),
                    "use it with up or create, or leave it out");
        }
    }

    private static int interrupted(Invocation invocation) {
        int code = invocation.interrupts().exitCode();
        return code == 0 ? INTERRUPTED : code;
    }

    private int failed(Throwable failure, Context context) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        Invocation invocation = context.invocation();
        switch (cause) {
            case InterruptedException interrupted -> {
                LOG.log(Level.DEBUG, "interrupted", interrupted);
                return interrupted(invocation);
            }
            case JcomposeException told -> {
                if (told.kind() != JcomposeException.Kind.INTERRUPTED
                        || invocation.interrupts().lastSignal() == 0) {
                    String remedy = told.remedy().map(text -> "\n  " + text).orElse("");
                    invocation.streams().errLine("jcompose: " + told.getMessage() + remedy + shortage(told));
                }
                stack(told, context);
                return told.kind() == JcomposeException.Kind.INTERRUPTED ? interrupted(invocation) : told.exitCode();
            }
            case LinuxException refused -> {
                LOG.log(Level.WARNING, "the kernel refused", refused);
                invocation.streams().errLine("jcompose: " + refused.getMessage() + shortage(refused));
                stack(refused, context);
                return 1;
            }
            case UncheckedIOException unreadable -> {
                LOG.log(Level.WARNING, "a file failed", unreadable);
                invocation.streams().errLine("jcompose: " + sentence(unreadable) + shortage(unreadable));
                stack(unreadable, context);
                return 1;
            }
            case OutOfMemoryError scarce -> {
                LOG.log(Level.ERROR, "there was not enough for a command", scarce);
                invocation.streams().errLine("jcompose: " + scarce.getMessage() + shortage(scarce));
                stack(scarce, context);
                return 1;
            }
            default -> {
                LOG.log(Level.ERROR, "defect in: jcompose " + String.join(" ", invocation.arguments()), cause);
                invocation
                        .streams()
                        .errLine("jcompose: this is a defect of jcompose: " + cause + "; details in " + services.log());
                stack(cause, context);
                return 1;
            }
        }
    }

    /** What it says itself, if anything, and the reason. */
    private static String sentence(UncheckedIOException failure) {
        Throwable reason = Objects.requireNonNullElse(failure.getCause(), failure);
        String told = String.valueOf(failure.getMessage());
        return told.equals(reason.toString()) ? String.valueOf(reason.getMessage()) : told + ": " + reason.getMessage();
    }

    /** What there is too little of: room where the engine writes, threads, or files that it may open. */
    private String shortage(Throwable failure) {
        List<String> sentences = List.of();
        if (DiskErrors.isFull(failure)) {
            sentences = DiskErrors.room(
                    List.of(services.paths().home(), services.paths().run()));
        } else if (NewThreads.areRefused(failure)) {
            sentences = List.of(
                    "the kernel gives the engine no further thread; let programs end, or allow more (pids.max of the engine's control group, which is TasksMax= of"
                            + " its unit, kernel.threads-max, kernel.pid_max)");
        } else if (OpenFiles.areExhausted(failure)) {
            sentences = List.of(
                    "the engine has as many files open as it may, "
                            + ResourceLimit.RLIMIT_NOFILE.read(OWN).soft()
                            + "; stop some containers, or give it more (ulimit -n, or LimitNOFILE= of its unit) and run: jcompose engine restart");
        }
        return sentences.stream().map(sentence -> "\n  " + sentence).collect(Collectors.joining());
    }

    private static void stack(Throwable failure, Context context) {
        if (context.debug()) {
            StringWriter text = new StringWriter();
            failure.printStackTrace(new PrintWriter(text));
            context.invocation().streams().err(text.toString());
        }
    }
}
