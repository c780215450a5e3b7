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

    private record Place(SourceMark mark, String path) {}

    private final SourceFiles files;
    private final Map<Key, Complaint> errors = new LinkedHashMap<>();
    private final Map<Key, Complaint> warnings = new LinkedHashMap<>();
    private final Deque<String> chain = new ArrayDeque<>();
    /** By file and by the service that extends one of its services. */
    private final Map<String, Map<String, List<String>>> extended = new LinkedHashMap<>();

    private final Set<String> loaded = new LinkedHashSet<>();
    private final Set<String> warnedVariables = new LinkedHashSet<>();
    private final Map<Place, Integer> stages = new LinkedHashMap<>();
    private int stage;
    private boolean incomplete;

    Complaints(SourceFiles files) {
        this.files = files;
    }

    /** From here on, what an earlier stage complained about at a place stands for what later ones find there. */
    void nextStage() {
        stage++;
    }

    /** An error; the same one at the same place counts once. */
    void error(Complaint complaint) {
        int first = stages.computeIfAbsent(new Place(complaint.mark(), complaint.path()), _ -> stage);
        if (first < stage) {
            return;
        }
        errors.putIfAbsent(key(complaint), complete(complaint));
    }

    /** A file that could not be read at all: what it says is missing, so nothing can be said about what is undefined. */
    void unreadable(List<Complaint> complaints) {
        incomplete = true;
        complaints.forEach(this::error);
    }

    boolean isIncomplete() {
        return incomplete;
    }

    void warning(Complaint complaint) {
        warnings.putIfAbsent(key(complaint), complete(complaint));
    }

    /** One warning for each variable that is not set, at the first place that wants it. */
    void unset(String variable, SourceMark mark, String path) {
        if (warnedVariables.add(variable)) {
            warning(Complaint.of(
                    mark, path, "The \"" + variable + "\" variable is not set. Defaulting to a blank string."));
        }
    }

    void enter(String how) {
        chain.addLast(how);
    }

    void leave() {
        chain.removeLast();
    }

    /** A file of the project itself or of an include. */
    void loaded(String file) {
        loaded.add(file);
    }

    /** A file of which a service is extended; what is wrong with that service shows only after it is merged. */
    void extended(String file, String service, SourceMark mark) {
        Map<String, List<String>> before = loaded.contains(mark.file()) ? null : extended.get(mark.file());
        List<String> way = new ArrayList<>(
                before == null ? chain : before.values().iterator().next());
        way.add("extended at " + mark);
        extended.computeIfAbsent(file, _ -> new LinkedHashMap<>()).putIfAbsent(service, way);
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
            sorted.sort(Comparator.<Complaint>comparingInt(
                            c -> order.indexOf(c.mark().file()))
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
        List<String> way = way(complaint);
        return way.isEmpty() || !withLine.chain().isEmpty() ? withLine : withLine.withChain(way);
    }

    private List<String> way(Complaint complaint) {
        Map<String, List<String>> ways = extended.get(complaint.mark().file());
        if (ways == null || loaded.contains(complaint.mark().file())) {
            return List.copyOf(chain);
        }
        return ways.entrySet().stream()
                .filter(entry -> complaint.path().startsWith(entry.getKey() + "."))
                .findFirst()
                .orElse(ways.entrySet().iterator().next())
                .getValue();
    }
}
