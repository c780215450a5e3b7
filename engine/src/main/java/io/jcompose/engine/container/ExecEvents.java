package io.jcompose.engine.container;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is told of a further process in a container: docker's {@code exec_create}, {@code exec_start} and {@code exec_die} (moby daemon/exec.go). */
final class ExecEvents {
    /**
     * Of probes of a container's health nothing is told, other than by docker: three events with each would soon be all that is kept of the past.
     */
    static final ExecEvents NONE = new ExecEvents(Optional.empty());

    /** @param id 64 hex digits, the same in all three */
    private record Told(EngineParts parts, Cell cell, String id, List<String> command) {
        void tell(String action, Map<String, String> more) {
            Map<String, String> attributes = new LinkedHashMap<>(Map.of("execID", id));
            attributes.putAll(more);
            attributes.putAll(Starting.attributes(cell.snapshot()));
            parts.storage().events().publish("container", action, cell.id.value(), attributes);
        }
    }

    private final Optional<Told> told;

    private ExecEvents(Optional<Told> told) {
        this.told = told;
    }

    static ExecEvents of(EngineParts parts, Cell cell, ContainerId id, List<String> command) {
        return new ExecEvents(Optional.of(new Told(parts, cell, id.value(), command)));
    }

    /** Before it is made: what can't be made was wanted all the same. */
    void begins() {
        told.ifPresent(exec -> {
            // a program without arguments has a space behind it there
            String command = String.join(" ", exec.command()) + (exec.command().size() == 1 ? " " : "");
            exec.tell("exec_create: " + command, Map.of());
            exec.tell("exec_start: " + command, Map.of());
        });
    }

    void ended(int code) {
        told.ifPresent(exec -> exec.tell("exec_die", Map.of("exitCode", Integer.toString(code))));
    }
}
