package io.jcompose.cli.command;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Commands behind a common word: {@code container ls}.
 *
 * @param head what stands for the word itself; may have options of its own
 * @param commands how each is made, by its name
 */
public record CommandGroup(
        String name,
        String description,
        Function<Context, ComposeCommand> head,
        Map<String, Function<Context, ComposeCommand>> commands) {
    public CommandGroup(String name, String description, Map<String, Function<Context, ComposeCommand>> commands) {
        this(name, description, Group::new, commands);
    }

    public CommandGroup {
        commands = Collections.unmodifiableMap(new LinkedHashMap<>(commands));
    }
}
