package io.jcompose.compose.apply;

import io.jcompose.engine.build.BuildProgress;
import io.jcompose.engine.image.PullProgress;
import java.util.List;

/** One thing that an operation tells while it runs. */
public sealed interface Progress {
    enum Kind {
        NETWORK("Network"),
        VOLUME("Volume"),
        CONTAINER("Container"),
        IMAGE("Image");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** As docker compose begins its lines: {@code Container p-web-1  Started}. */
        public String word() {
            return word;
        }
    }

    enum Phase {
        CREATING("Creating", false),
        CREATED("Created", true),
        STARTING("Starting", false),
        STARTED("Started", true),
        RUNNING("Running", true),
        WAITING("Waiting", false),
        HEALTHY("Healthy", true),
        EXITED("Exited", true),
        STOPPING("Stopping", false),
        STOPPED("Stopped", true),
        RESTARTING("Restarting", false),
        RECREATE("Recreate", false),
        RECREATED("Recreated", true),
        KILLING("Killing", false),
        KILLED("Killed", true),
        PAUSING("Pausing", false),
        PAUSED("Paused", true),
        UNPAUSING("Unpausing", false),
        UNPAUSED("Unpaused", true),
        REMOVING("Removing", false),
        REMOVED("Removed", true),
        BUILDING("Building", false),
        BUILT("Built", true),
        PULLING("Pulling", false),
        PULLED("Pulled", true),
        SKIPPED("Skipped", true),
        FAILED("Error", true),
        BLOCKED("Blocked", true);

        private final String word;
        private final boolean last;

        Phase(String word, boolean last) {
            this.word = word;
            this.last = last;
        }

        public String word() {
            return word;
        }

        /** Nothing is going on with the resource after it, until another phase is told. */
        public boolean isSettled() {
            return last;
        }
    }

    /** {@code name} is what the engine calls it; an image's is as the compose file writes it. */
    record Resource(Kind kind, String name) {}

    /** @param detail why, or what is waited for, or the error; may be empty */
    record Changed(Resource resource, Phase phase, String detail) implements Progress {}

    /** A sentence for stderr, said once. */
    record Warned(String message) implements Progress {}

    /** A layer of an image that is being pulled. */
    record Layer(Resource image, String layer, PullProgress.Phase phase, long done, long total) implements Progress {}

    /** What the build of an image says. */
    record Build(Resource image, BuildProgress.Event event) implements Progress {}

    /** What a hook in a container writes; shown where the logs of the containers are. */
    record HookLine(ServiceContainer container, String text) implements Progress {}

    /** Attached mode: all containers exist, their logs follow, they are about to be started. */
    record Attaching(List<ServiceContainer> containers) implements Progress {
        public Attaching {
            containers = List.copyOf(containers);
        }
    }

    /** Attached mode: all containers are about to be stopped, and their logs still follow. */
    record Ending(String sentence) implements Progress {}
}
