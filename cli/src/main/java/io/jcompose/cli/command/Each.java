package io.jcompose.cli.command;

import io.jcompose.error.JcomposeException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Does something to each of several named things; what fails does not keep the others from being done, and is thrown in the end, all of it in one message. */
final class Each {
    private Each() {}

    static void of(List<String> names, Consumer<String> work) {
        @Nullable JcomposeException first = null;
        StringBuilder others = new StringBuilder();
        for (String name : names) {
            try {
                work.accept(name);
            } catch (JcomposeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                    others.append('\n').append(e.getMessage());
                }
            }
        }
        if (first != null) {
            if (others.isEmpty()) {
                throw first;
            }
            throw new JcomposeException(
                    first.kind(), first.getMessage() + others, first.remedy().orElse(""), first);
        }
    }
}
