package io.jcompose.compose.apply;

import io.jcompose.compose.model.Project;

/** The project a command is about: with its files, or by name alone, which the containers' labels make enough for all but up, build and pull. */
public sealed interface ProjectRef {
    String name();

    record Loaded(Project project) implements ProjectRef {
        @Override
        public String name() {
            return project.name();
        }
    }

    record Named(String name) implements ProjectRef {}

    static ProjectRef of(Project project) {
        return new Loaded(project);
    }

    static ProjectRef named(String name) {
        return new Named(name);
    }
}
