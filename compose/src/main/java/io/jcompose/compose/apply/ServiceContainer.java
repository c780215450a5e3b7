package io.jcompose.compose.apply;

import io.jcompose.engine.container.Container;

/** A container with what its labels say of its place in a project. */
public record ServiceContainer(String project, String service, int number, boolean oneOff, Container container) {
    public String name() {
        return container.name();
    }

    /** How log lines are prefixed: the name without the project, {@code web-1}; or the whole name when it was chosen by {@code container_name}. */
    public String logName() {
        boolean made = name().startsWith(project + "-") || name().startsWith(project + "_");
        return made ? name().substring(project.length() + 1) : name();
    }
}
