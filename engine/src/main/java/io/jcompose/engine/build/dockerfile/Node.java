package io.jcompose.engine.build.dockerfile;

import java.util.List;
import java.util.Optional;

/**
 * One instruction as it is written, split into its parts and nothing more.
 *
 * @param keyword in small letters
 * @param flags the words that start with {@code --}
 * @param arguments the words; ENV and LABEL give name, value and {@code =} (empty in the old form) per pair
 * @param json the arguments were a JSON array
 * @param trigger the instruction inside ONBUILD
 * @param text the whole logical line, continuations joined
 */
public record Node(
        String keyword,
        List<String> flags,
        List<String> arguments,
        boolean json,
        Optional<Node> trigger,
        List<Heredoc> heredocs,
        String text,
        Lines lines) {
    public Node {
        flags = List.copyOf(flags);
        arguments = List.copyOf(arguments);
        heredocs = List.copyOf(heredocs);
    }

    Node withHeredocs(List<Heredoc> found, Lines all) {
        return new Node(keyword, flags, arguments, json, trigger, found, text, all);
    }
}
