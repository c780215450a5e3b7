package io.jcompose.cli.command.container.flags;

import io.jcompose.cli.command.ComposeCommand;
import io.jcompose.engine.container.ContainerSpec.RestartPolicy;
import io.jcompose.engine.container.ContainerSpec.RestartPolicy.Condition;
import io.jcompose.error.JcomposeException;
import java.util.Arrays;

/** {@code no}, {@code always}, {@code unless-stopped}, {@code on-failure} or {@code on-failure:5}. */
public final class RestartPolicies {
    private static final String ALL = "use no, always, unless-stopped, on-failure or on-failure:NUMBER";

    private RestartPolicies() {}

    /** @throws JcomposeException INVALID for other words */
    public static RestartPolicy parse(String text) {
        int colon = text.indexOf(':');
        String word = colon < 0 ? text : text.substring(0, colon);
        Condition condition = Arrays.stream(Condition.values())
                .filter(each -> each.word().equals(word))
                .findFirst()
                .orElseThrow(
                        () -> ComposeCommand.invalid("invalid restart policy: unknown policy '" + word + "'", ALL));
        if (colon < 0) {
            return new RestartPolicy(condition, 0);
        }
        String count = text.substring(colon + 1);
        if (!count.matches("-?\\d{1,9}")) {
            throw ComposeCommand.invalid("invalid restart policy format: maximum retry count must be an integer", ALL);
        }
        int most = Integer.parseInt(count);
        if (condition != Condition.ON_FAILURE && most != 0) {
            throw ComposeCommand.invalid(
                    "invalid restart policy: maximum retry count can only be used with 'on-failure'", ALL);
        }
        if (most < 0) {
            throw ComposeCommand.invalid("invalid restart policy: maximum retry count cannot be negative", ALL);
        }
        return new RestartPolicy(condition, most);
    }
}
