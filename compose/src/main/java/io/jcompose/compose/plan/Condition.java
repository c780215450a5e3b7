package io.jcompose.compose.plan;

import io.jcompose.compose.model.Dependency;

/** What a step waits for. */
public enum Condition {
    STARTED("service_started"),
    HEALTHY("service_healthy"),
    COMPLETED("service_completed_successfully"),
    /** Of {@code --wait}: healthy where there is a health check, else running, or ended with 0 and not to be restarted. */
    READY("ready");

    private final String word;

    Condition(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    static Condition of(Dependency.Condition condition) {
        return switch (condition) {
            case SERVICE_STARTED -> STARTED;
            case SERVICE_HEALTHY -> HEALTHY;
            case SERVICE_COMPLETED_SUCCESSFULLY -> COMPLETED;
        };
    }
}
