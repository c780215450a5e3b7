package io.jcompose.compose.model;

/**
 * An edge of the start order.
 *
 * @param restart restart the dependent when the dependency was recreated or restarted by a command
 * @param required false: only a warning when the dependency is missing or fails
 */
public record Dependency(Condition condition, boolean restart, boolean required) {
    public enum Condition {
        SERVICE_STARTED("service_started"),
        SERVICE_HEALTHY("service_healthy"),
        SERVICE_COMPLETED_SUCCESSFULLY("service_completed_successfully");

        private final String word;

        Condition(String word) {
            this.word = word;
        }

        /** The word of the compose file. */
        public String word() {
            return word;
        }
    }
}
