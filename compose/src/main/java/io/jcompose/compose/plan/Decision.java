package io.jcompose.compose.plan;

/** What becomes of one container of a wanted service. */
sealed interface Decision {
    /** The container's name when all is done. */
    String name();

    int number();

    record Keep(ObservedContainer container) implements Decision {
        @Override
        public String name() {
            return container.name();
        }

        @Override
        public int number() {
            return container.number();
        }
    }

    record Create(int number, String name, String cause) implements Decision {}

    record Recreate(ObservedContainer old, String name, String cause) implements Decision {
        @Override
        public int number() {
            return old.number();
        }
    }

    record Remove(ObservedContainer old, String cause) implements Decision {
        @Override
        public String name() {
            return old.name();
        }

        @Override
        public int number() {
            return old.number();
        }
    }
}
