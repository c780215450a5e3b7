package io.jcompose.compose.load;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.model.Project;
import java.util.List;

/**
 * What a load gives.
 *
 * @param tree the project as a tree with its places in the files, for {@code config} and for explaining
 * @param warnings what is doubtful but no error
 * @param unsupported the attributes that are read, checked and kept, but that the engine does not act on, with their places
 * @param explanations where values come from
 */
public record LoadResult(
        Project project,
        Mapping tree,
        List<Complaint> warnings,
        List<Complaint> unsupported,
        Explanations explanations) {
    public LoadResult {
        warnings = List.copyOf(warnings);
        unsupported = List.copyOf(unsupported);
    }

    /** To be printed with another tree. */
    public LoadResult withTree(Mapping other) {
        return new LoadResult(project, other, warnings, unsupported, explanations);
    }
}
