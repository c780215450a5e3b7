package io.jcompose.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.error.JcomposeException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DetachKeysTest {
    private static final String P = "\u0010";
    private static final String Q = "\u0011";

    private static String passed(DetachKeys.Watch watch, String typed) {
        return new String(watch.passed(typed.getBytes(StandardCharsets.ISO_8859_1)), StandardCharsets.ISO_8859_1);
    }

    @Test
    void theKeysAreHeldBackAndEndTheWatch() {
        DetachKeys.Watch watch = DetachKeys.parse("ctrl-p,ctrl-q").watch();
        assertThat(passed(watch, "ab")).isEqualTo("ab");
        assertThat(passed(watch, P)).isEmpty();
        assertThat(watch.complete()).isFalse();
        assertThat(passed(watch, Q)).isEmpty();
        assertThat(watch.complete()).isTrue();
    }

    @Test
    void whatOnlyBeganLikeTheKeysComesThroughWhole() {
        DetachKeys.Watch watch = DetachKeys.parse("ctrl-p,ctrl-q").watch();
        assertThat(passed(watch, P)).isEmpty();
        assertThat(passed(watch, "x")).isEqualTo(P + "x");
        assertThat(passed(watch, P + P)).isEqualTo(P);
        assertThat(passed(watch, "a")).isEqualTo(P + "a");
        assertThat(watch.complete()).isFalse();
        assertThat(passed(watch, "a" + P + Q + "b")).isEqualTo("a");
        assertThat(watch.complete()).isTrue();
    }

    @Test
    void singleCharactersAreKeysToo() {
        DetachKeys.Watch watch = DetachKeys.parse("a,ctrl-@,ctrl-_").watch();
        assertThat(passed(watch, "a\u0000")).isEmpty();
        assertThat(passed(watch, "\u001f")).isEmpty();
        assertThat(watch.complete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ctrl-", "ctrl-1", "ctrl-P", "ab", "a,", "ctrl-p,é"})
    void whatIsNoKeyIsRefused(String text) {
        assertThatThrownBy(() -> DetachKeys.parse(text))
                .isInstanceOf(JcomposeException.class)
                .hasMessage("invalid detach keys (" + text + ") provided");
    }
}
