package io.jcompose.compose.complaint;

import io.jcompose.error.JcomposeException;
import java.util.List;
import java.util.stream.Collectors;

/** The compose files can't be used; {@link #complaints} says all that is wrong with them, in the order of the files. */
public final class ComposeFileException extends JcomposeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Complaint> complaints;

    public ComposeFileException(List<Complaint> complaints) {
        super(Kind.INVALID, complaints.stream().map(Complaint::text).collect(Collectors.joining("\n")));
        this.complaints = List.copyOf(complaints);
    }

    public List<Complaint> complaints() {
        return complaints;
    }
}
