package io.jcompose.compose.plan;

import java.util.List;
import java.util.Optional;

/** One atomic thing to do. Containers and images are named as the engine knows them when the step's turn comes. */
public sealed interface Action {
    /** What it acts on: {@code service:db:1}, {@code network:default}. */
    String subject();

    /** {@code CreateContainer} and the like. */
    default String verb() {
        return getClass().getSimpleName();
    }

    /** An action on a container of a service. */
    sealed interface OfContainer extends Action {
        String service();

        int number();

        /** The container's name after the action, or its id where it has another one's name by then. */
        String container();

        @Override
        default String subject() {
            return "service:" + service() + ":" + number();
        }
    }

    /** An action on the image of the named service. */
    record PullImage(String image, String service) implements Action {
        @Override
        public String subject() {
            return "image:" + image;
        }
    }

    record BuildImage(String image, String service) implements Action {
        @Override
        public String subject() {
            return "image:" + image;
        }
    }

    record RemoveImage(String image) implements Action {
        @Override
        public String subject() {
            return "image:" + image;
        }
    }

    record CreateNetwork(String key, String name) implements Action {
        @Override
        public String subject() {
            return "network:" + key;
        }
    }

    record RemoveNetwork(String key, String name) implements Action {
        @Override
        public String subject() {
            return "network:" + key;
        }
    }

    record CreateVolume(String key, String name) implements Action {
        @Override
        public String subject() {
            return "volume:" + key;
        }
    }

    record RemoveVolume(String key, String name) implements Action {
        @Override
        public String subject() {
            return "volume:" + key;
        }
    }

    /** @param key the network's in the project */
    record ConnectNetwork(String service, int number, String container, String key) implements OfContainer {}

    /** @param network its name on the engine */
    record DisconnectNetwork(String service, int number, String container, String network) implements OfContainer {}

    /**
     * @param container the name to create it under; not yet its final one when it replaces another
     * @param replaced what it replaces: its anonymous volumes are taken over if {@code inherit} says so
     */
    record CreateContainer(
            String service, int number, String container, Optional<ObservedContainer> replaced, boolean inherit)
            implements OfContainer {}

    record RenameContainer(String service, int number, String from, String container) implements OfContainer {}

    /** @param fallback the stopped container that this one replaces; it takes its place again when the new one can't be started */
    record StartContainer(String service, int number, String container, Optional<ObservedContainer> fallback)
            implements OfContainer {}

    record StopContainer(String service, int number, String container, String name) implements OfContainer {}

    record RestartContainer(String service, int number, String container) implements OfContainer {}

    /** @param volumes its anonymous volumes too */
    record RemoveContainer(String service, int number, String container, String name, boolean volumes)
            implements OfContainer {}

    /**
     * Waits until all these containers of a service meet a condition.
     *
     * @param required false: when they don't, that is only worth a warning
     */
    record AwaitService(String service, Condition condition, boolean required, List<String> containers)
            implements Action {
        public AwaitService {
            containers = List.copyOf(containers);
        }

        @Override
        public String subject() {
            return "service:" + service;
        }
    }
}
