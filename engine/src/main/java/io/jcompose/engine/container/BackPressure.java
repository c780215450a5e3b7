package io.jcompose.engine.container;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Makes a container that writes faster than its log can be sent wait for that, and no other one. */
final class BackPressure {
    private final List<Runnable> pauses = new ArrayList<>();
    private final List<Runnable> resumes = new ArrayList<>();
    private boolean held;

    /** One more of its streams. */
    synchronized void on(Runnable pause, Runnable resume) {
        pauses.add(pause);
        resumes.add(resume);
        if (held) {
            pause.run();
        }
    }

    /** Holds if it is too far behind, unless it has caught up in between: its sender would not release it once more. */
    void holdWhen(BooleanSupplier tooFarBehind) {
        if (tooFarBehind.getAsBoolean()) {
            hold();
            if (!tooFarBehind.getAsBoolean()) {
                release();
            }
        }
    }

    private synchronized void hold() {
        if (!held) {
            held = true;
            pauses.forEach(Runnable::run);
        }
    }

    synchronized void release() {
        if (held) {
            held = false;
            resumes.forEach(Runnable::run);
        }
    }
}
