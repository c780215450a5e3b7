package io.jcompose.engine.commit;

/**
 * One difference between a container and its image.
 *
 * @param path absolute
 */
public record Change(Kind kind, String path) {
    /** With docker's letters. */
    public enum Kind {
        ADDED("A"),
        CHANGED("C"),
        DELETED("D");

        private final String letter;

        Kind(String letter) {
            this.letter = letter;
        }

        public String letter() {
            return letter;
        }
    }
}
