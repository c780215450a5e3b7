package io.jcompose.engine.image;

/** Hears how a pull goes on; called from any thread, often: at most every 100 ms per layer. */
public interface PullProgress {
    PullProgress NONE = (layer, phase, done, total) -> {};

    /** What is being done to a layer, with docker's words. */
    enum Phase {
        WAITING("Waiting"),
        ALREADY_EXISTS("Already exists"),
        DOWNLOADING("Downloading"),
        EXTRACTING("Extracting"),
        COMPLETE("Pull complete");

        private final String words;

        Phase(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /**
     * @param layer short digest of the layer's blob
     * @param done bytes
     * @param total bytes, 0 when it does not matter in this phase
     */
    void layer(String layer, Phase phase, long done, long total);
}
