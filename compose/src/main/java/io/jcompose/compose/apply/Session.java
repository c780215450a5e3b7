package io.jcompose.compose.apply;

import io.jcompose.compose.apply.Progress.Kind;
import io.jcompose.compose.apply.Progress.Phase;
import io.jcompose.compose.apply.Progress.Resource;
import io.jcompose.engine.Engine;
import java.util.concurrent.locks.ReentrantLock;

/** One operation: its engine, its caller, and its reporter, to whom it talks with one voice at a time. */
final class Session implements Reporter {
    private final Engine engine;
    private final Caller caller;
    private final Reporter reporter;
    private final ReentrantLock voice = new ReentrantLock();

    Session(Engine engine, Caller caller, Reporter reporter) {
        this.engine = engine;
        this.caller = caller;
        this.reporter = reporter;
    }

    Engine engine() {
        return engine;
    }

    Caller caller() {
        return caller;
    }

    /** @param usual how many steps are at work at a time when the caller has not said how many */
    Executor executor(Executor.Runner runner, int usual) {
        return caller.parallel()
                .map(limit -> Executor.bounded(runner, limit))
                .orElseGet(() -> new Executor(runner, usual));
    }

    @Override
    public void on(Progress progress) {
        voice.lock();
        try {
            reporter.on(progress);
        } finally {
            voice.unlock();
        }
    }

    @Override
    public boolean confirm(String question) {
        return reporter.confirm(question);
    }

    @Override
    public boolean isGone() {
        return reporter.isGone();
    }

    void tell(Kind kind, String name, Phase phase) {
        tell(kind, name, phase, "");
    }

    void tell(Kind kind, String name, Phase phase, String detail) {
        on(new Progress.Changed(new Resource(kind, name), phase, detail));
    }

    void warn(String sentence) {
        on(new Progress.Warned(sentence));
    }
}
