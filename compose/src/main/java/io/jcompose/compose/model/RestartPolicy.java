package io.jcompose.compose.model;

import java.util.Optional;

/** {@code restart}; {@code maxAttempts} only with ON_FAILURE, absent means without end. */
public record RestartPolicy(Kind kind, Optional<Integer> maxAttempts) {
    public enum Kind {
        NO("no"),
        ALWAYS("always"),
        ON_FAILURE("on-failure"),
        UNLESS_STOPPED("unless-stopped");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** The word of the compose file. */
        public String word() {
            return word;
        }
    }
}
