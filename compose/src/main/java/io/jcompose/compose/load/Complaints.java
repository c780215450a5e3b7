package io.jcompose.compose.load;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.complaint.ComposeFileException;
import io.jcompose.compose.model.SourceMark;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gathers what is wrong during one load, with the lines of the files and the way (include, extends) by which a file was reached. */
final class Complaints {
    private record Key(SourceMark mark, String path, String message) {}

    private final SourceFiles files;
    private final Map<Key, Complaint> errors = new LinkedHashMap<>();
    private final Map<Key, Complaint> warnings = new LinkedHashMap<>();
    private final Deque<String> chain = new ArrayDeque<>();
    private final Set<String> warnedVariables = new LinkedHashSet<>();

    Complaints(SourceFiles files) {
        this.files = files;
    }

    /** An error; the same one at the same place counts once. */
    void error(Complaint complaint) {
        errors.putIfAbsent(key(complaint), complete(complaint));
    }

    void warning(Complaint complaint) {
        warnings.putIfAbsent(key(complaint), complete(complaint));
    }

    /** One warning for each variable that is not set, at the first place that wants it. */
    void unset(String variable, SourceMark mark, String path) {
        if (warnedVariables.add(variable)) {
            warning(Complaint.of(mark, path, "The \"" + variable + "\" variable is not set. Defaulting to a blank string."));
        }
    }

    void enter(String how) {
        chain.addLast(how);
    }

    void leave() {
        chain.removeLast();
    }

    boolean hasErrors() {
        return !errors.isEmpty();
    }

    List<Complaint> warnings() {
        return List.copyOf(warnings.values());
    }

    /** @throws ComposeFileException when there is anything to complain about */
    void throwIfAny() {
        if (!errors.isEmpty()) {
            List<Complaint> sorted = new ArrayList<>(errors.values());
            List<String> order = files.names();
            sorted.sort(Comparator.<Complaint>comparingInt(c -> order.indexOf(c.mark().file()))
                    .thenComparingInt(c -> c.mark().line())
                    .thenComparingInt(c -> c.mark().column()));
            throw new ComposeFileException(sorted);
        }
    }

    private static Key key(Complaint complaint) {
        return new Key(complaint.mark(), complaint.path(), complaint.message());
    }

    private Complaint complete(Complaint complaint) {
        Complaint withLine = complaint.sourceLine().isPresent()
                ? complaint
                : files.line(complaint.mark()).map(complaint::withSourceLine).orElse(complaint);
        return chain.isEmpty() || !withLine.chain().isEmpty() ? withLine : withLine.withChain(List.copyOf(chain));
    }
}
