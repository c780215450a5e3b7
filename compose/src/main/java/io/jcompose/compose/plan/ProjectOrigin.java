package io.jcompose.compose.plan;

import io.jcompose.compose.model.Project;
import io.jcompose.error.JcomposeException;

/** Two directories of the same name are two projects, though docker takes them for one. */
public final class ProjectOrigin {
    private ProjectOrigin() {}

    /** Refuses to touch the containers of a project that has the same name but lives in another directory. */
    public static void check(Project project, Observation observed) {
        String here = project.workingDirectory().toString();
        for (ObservedContainer container : observed.containers()) {
            String there = container.label(Labels.WORKING_DIR);
            if (!container.place().oneOff() && !there.isEmpty() && !there.equals(here)) {
                throw new JcomposeException(
                        JcomposeException.Kind.FAILED_PRECONDITION,
                        "project \"" + project.name() + "\" of " + here
                                + " has the name of another one, which lives in " + there + " (container \""
                                + container.name() + "\")",
                        "give this project another name with -p or `name:`, or take the other one down first: jcompose -p "
                                + project.name() + " --project-directory " + there + " down");
            }
        }
    }
}
