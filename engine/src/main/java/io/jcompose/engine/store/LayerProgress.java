package io.jcompose.engine.store;

import io.jcompose.engine.image.PullProgress;
import io.jcompose.engine.image.PullProgress.Phase;
import io.jcompose.engine.layout.Descriptor;
import java.util.function.LongConsumer;

/** Passes on how a layer goes on, at most ten times a second. */
final class LayerProgress {
    private static final long PAUSE = 100_000_000;

    private final PullProgress listener;
    private final Descriptor blob;

    LayerProgress(PullProgress listener, Descriptor blob) {
        this.listener = listener;
        this.blob = blob;
    }

    void phase(Phase phase) {
        listener.layer(blob.digest().shortHex(), phase, 0, 0);
    }

    LongConsumer in(Phase phase) {
        listener.layer(blob.digest().shortHex(), phase, 0, blob.size());
        return new LongConsumer() {
            private long last = System.nanoTime();

            @Override
            public void accept(long done) {
                long now = System.nanoTime();
                if (now - last >= PAUSE || done == blob.size()) {
                    last = now;
                    listener.layer(blob.digest().shortHex(), phase, done, blob.size());
                }
            }
        };
    }
}
