package io.jcompose.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.error.JcomposeException;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MomentsTest {
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "42m,2026-05-01T11:18:00Z",
        "1h30m,2026-05-01T10:30:00Z",
        "-5s,2026-05-01T12:00:05Z",
        "1.5s,2026-05-01T11:59:58.500Z",
        "2013-01-02T13:23:37Z,2013-01-02T13:23:37Z",
        "2013-01-02T13:23:37+02:00,2013-01-02T11:23:37Z",
        "2013-01-02T13:23:37,2013-01-02T13:23:37Z",
        "2013-01-02,2013-01-02T00:00:00Z",
        "1136073845.000000001,2006-01-01T00:04:05.000000001Z"
    })
    void understandsWhatDockerDoes(String text, String moment) {
        assertThat(Moments.parse(text, NOW)).isEqualTo(Instant.parse(moment));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "", "-", "--5s"})
    void saysWhatATimeLooksLike(String text) {
        assertThatThrownBy(() -> Moments.parse(text, NOW))
                .isInstanceOf(JcomposeException.class)
                .hasMessage("\"" + text + "\" is not a time");
    }
}
