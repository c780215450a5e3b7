package io.jcompose.scenario;

import java.util.ArrayList;
import java.util.List;

/** The containers of one test, which carry a label and are removed when it ends. */
record Room(Stack stack) implements AutoCloseable {
    private static final String NETWORK = """
            services:
              peer:
                image: %s
                command: ["sleep", "1000"]
                stop_signal: SIGKILL
            """.formatted(Images.SMALL);

    static Room of(Product product, String name) {
        return new Room(Stack.of(product, name, NETWORK));
    }

    String name(String role) {
        return stack.project() + "-" + role;
    }

    String label() {
        return "room=" + stack.project();
    }

    Command container(String... words) {
        List<String> all = new ArrayList<>(List.of("container"));
        all.addAll(List.of(words));
        return stack.jcompose(all.toArray(String[]::new));
    }

    /** Starts one in the background and gives its id. */
    String run(String role, String... words) {
        List<String> all = new ArrayList<>(List.of("run", "-d", "--label", label(), "--name", name(role)));
        all.addAll(List.of(words));
        return container(all.toArray(String[]::new)).run().succeeds().out().strip();
    }

    /** What the template makes of a container's description. */
    String inspect(String role, String template) {
        return container("inspect", "-f", template, name(role))
                .run()
                .succeeds()
                .out()
                .strip();
    }

    List<String> ids() {
        return container("ls", "-aq", "--no-trunc", "--filter", "label=" + label())
                .run()
                .succeeds()
                .lines();
    }

    @Override
    public void close() {
        ids().forEach(id -> container("rm", "-f", "-v", id).run());
        stack.close();
    }
}
