package io.jcompose.engine.container;

import io.jcompose.engine.container.Containers.OutputListener;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.log.Stream;
import io.jcompose.engine.runtime.ContainerProcess;
import io.jcompose.engine.runtime.ExitStatus;
import io.jcompose.engine.runtime.ProcessRoot;
import io.jcompose.engine.runtime.ProcessSpec;
import io.jcompose.engine.runtime.RuntimeProgram;
import io.jcompose.engine.runtime.RuntimeSpec;
import io.jcompose.engine.runtime.Stdio;
import io.jcompose.engine.runtime.TerminalEnd;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.file.Pipe;
import io.jcompose.linux.poll.PipeWriter;
import io.jcompose.linux.poll.Reader;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Further processes in running containers. */
final class Execs {
    private final EngineParts parts;
    private final SecureRandom random = new SecureRandom();

    Execs(EngineParts parts) {
        this.parts = parts;
    }

    ExecSession exec(Cell cell, ExecSpec wanted, OutputListener listener) {
        return exec(cell, wanted, listener, ExecEvents.of(parts, cell, ContainerId.random(random), wanted.command()));
    }

    /** As {@link #exec}, but nothing is told of it. */
    ExecSession probe(Cell cell, ExecSpec wanted, OutputListener listener) {
        return exec(cell, wanted, listener, ExecEvents.NONE);
    }

    private ExecSession exec(Cell cell, ExecSpec wanted, OutputListener listener, ExecEvents events) {
        Cell.Live live = running(cell);
        return Running.unlessEnded(cell, live, () -> {
            ProcessSpec process = process(cell, live.spec(), wanted);
            events.begins();
            Session session = wanted.tty()
                    ? onTerminal(live, process, wanted, listener)
                    : onPipes(live, process, wanted, listener);
            session.watch(events);
            return session;
        });
    }

    private static Cell.Live running(Cell cell) {
        Cell.Live live = Running.require(cell);
        if (cell.snapshot().state() instanceof ContainerState.Running running && running.paused()) {
            throw new JcomposeException(
                    Kind.CONFLICT,
                    "container \"" + cell.snapshot().name() + "\" is paused",
                    "unpause the container before exec");
        }
        return live;
    }

    private ProcessSpec process(Cell cell, RuntimeSpec runtime, ExecSpec wanted) {
        Container container = cell.snapshot();
        ProcessSpec first = runtime.process();
        ProcessSpec.User user = first.user();
        Map<String, String> environment = new LinkedHashMap<>();
        for (String line : first.env()) {
            int equals = line.indexOf('=');
            environment.put(line.substring(0, equals), line.substring(equals + 1));
        }
        if (wanted.user().isPresent() && container.state() instanceof ContainerState.Running running) {
            UserLookup.Found found = UserLookup.in(roots(cell, running, runtime))
                    .find(wanted.user().get(), List.of());
            user = found.user();
            environment.put("HOME", found.home());
        }
        if (wanted.tty()) {
            environment.putIfAbsent("TERM", "xterm");
        }
        // Where docker has it: last.
        Optional<String> home = Optional.ofNullable(environment.remove("HOME"));
        ContainerSpec.changeEnvironment(environment, wanted.environment());
        home.ifPresent(path -> environment.putIfAbsent("HOME", path));
        ContainerSpec.Isolation isolation = container.spec().isolation();
        List<String> rights = Rights.names(wanted.privileged() ? ContainerSpecs.privileged(isolation) : isolation);
        return new ProcessSpec(
                wanted.tty(),
                null,
                user,
                wanted.command(),
                CommandLine.lines(environment),
                wanted.workingDir().orElse(first.cwd()),
                ProcessSpec.Capabilities.of(rights, user.uid()),
                first.rlimits(),
                first.noNewPrivileges(),
                first.oomScoreAdj(),
                first.apparmorProfile());
    }

    /** Where its /etc is. A sandbox of another runtime hides the container's root; what it is put together from is seen from outside. */
    private List<Path> roots(Cell cell, ContainerState.Running running, RuntimeSpec runtime) {
        List<Path> roots = new ArrayList<>();
        if (!ProcessRoot.isTheMachines(running.pid())) {
            roots.add(Path.of("/proc/" + running.pid() + "/root"));
        }
        if (runtime.annotations().containsKey(RuntimeProgram.ANNOTATION)) {
            Image image = parts.storage().images().get(cell.snapshot().imageId().value());
            roots.add(cell.files.upper());
            roots.addAll(parts.storage().images().layerDirectories(image).reversed());
        }
        return roots;
    }

    private Session onTerminal(Cell.Live live, ProcessSpec spec, ExecSpec wanted, OutputListener listener) {
        ContainerProcess process = parts.kernel()
                .runtime()
                .exec(live.process(), spec, new Stdio.Terminal(wanted.rows(), wanted.columns()));
        TerminalEnd terminal = process.terminal().orElseThrow();
        Reader reader = Reader.open(parts.kernel().poller(), terminal.descriptor(), sink(Stream.STDOUT, listener));
        return new Session(
                process,
                parts,
                wanted.stdin()
                        ? new InputStreams.Terminal(terminal, parts.kernel().poller())
                        : new InputStreams.Nothing(),
                List.of(reader),
                List.of(),
                Optional.of(terminal));
    }

    private Session onPipes(Cell.Live live, ProcessSpec spec, ExecSpec wanted, OutputListener listener) {
        List<Integer> childEnds = new ArrayList<>();
        List<Integer> ownEnds = new ArrayList<>();
        List<Reader> readers = new ArrayList<>();
        InputStreams input = new InputStreams.Nothing();
        try {
            if (wanted.stdin()) {
                Pipe pipe = Pipe.open();
                childEnds.add(pipe.readEnd());
                input = new InputStreams.Stream(PipeWriter.of(parts.kernel().poller(), pipe.writeEnd()));
            } else {
                childEnds.add(Descriptors.open("/dev/null", Open.RDONLY));
            }
            for (Stream stream : List.of(Stream.STDOUT, Stream.STDERR)) {
                Pipe pipe = Pipe.open();
                childEnds.add(pipe.writeEnd());
                ownEnds.add(pipe.readEnd());
                Descriptors.setBlocking(pipe.readEnd(), false);
                readers.add(Reader.open(parts.kernel().poller(), pipe.readEnd(), sink(stream, listener)));
            }
            Stdio stdio = new Stdio.Descriptors(childEnds.get(0), childEnds.get(1), childEnds.get(2));
            ContainerProcess process = parts.kernel().runtime().exec(live.process(), spec, stdio);
            return new Session(process, parts, input, readers, ownEnds, Optional.empty());
        } catch (RuntimeException e) {
            readers.forEach(Reader::close);
            ownEnds.forEach(Descriptors::close);
            input.close();
            throw e;
        } finally {
            childEnds.forEach(Descriptors::close);
        }
    }

    private static Reader.Sink sink(Stream stream, OutputListener listener) {
        return new Reader.Sink() {
            @Override
            public void data(byte[] bytes) {
                listener.output(stream, bytes);
            }

            @Override
            public void end() {
                // the process closed its output or ended; its exit is what counts
            }
        };
    }

    /** A running one. */
    private static final class Session implements ExecSession {
        private final ContainerProcess process;
        private final EngineParts parts;
        private final InputStreams input;
        private final List<Reader> readers;
        private final List<Integer> descriptors;
        private final Optional<TerminalEnd> terminal;
        private final CompletableFuture<Integer> finished = new CompletableFuture<>();

        Session(
                ContainerProcess process,
                EngineParts parts,
                InputStreams input,
                List<Reader> readers,
                List<Integer> descriptors,
                Optional<TerminalEnd> terminal) {
            this.process = process;
            this.parts = parts;
            this.input = input;
            this.readers = readers;
            this.descriptors = descriptors;
            this.terminal = terminal;
        }

        void watch(ExecEvents events) {
            process.exit()
                    .thenAccept(status -> Thread.ofVirtual().name("exec-exit").start(() -> finish(status, events)));
        }

        /** All output that was written before the end is heard; a background process that holds the pipe is not waited for. */
        private void finish(ExitStatus status, ExecEvents events) {
            try {
                for (Reader reader : readers) {
                    reader.drain();
                    reader.close();
                }
                descriptors.forEach(Descriptors::close);
                terminal.ifPresent(TerminalEnd::close);
                events.ended(status.code());
            } finally {
                finished.complete(status.code());
            }
        }

        @Override
        public void pauseOutput() {
            readers.forEach(Reader::pause);
        }

        @Override
        public void resumeOutput() {
            readers.forEach(Reader::resume);
        }

        @Override
        public int pid() {
            return process.identity().pid();
        }

        @Override
        public int await() {
            try {
                return finished.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new JcomposeException(Kind.INTERRUPTED, "interrupted while a process of the container ran");
            } catch (java.util.concurrent.ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void kill(String signal) {
            parts.kernel().runtime().signal(process, Signals.number(signal));
        }

        @Override
        public void write(byte[] bytes) {
            input.write(bytes);
        }

        @Override
        public void closeStdin() {
            input.close();
        }

        @Override
        public void resize(int rows, int columns) {
            if (!finished.isDone()) {
                terminal.ifPresent(end -> end.resize(rows, columns));
            }
        }

        @Override
        public void close() {
            input.close();
        }
    }
}
