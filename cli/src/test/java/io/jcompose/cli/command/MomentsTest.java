package io.jcompose.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.error.JcomposeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MomentsTest {
    private static final ZonedDateTime NOW = ZonedDateTime.parse("2026-05-01T14:00:00+02:00[Europe/Berlin]");

    @ParameterizedTest
    @CsvSource({
        "42m,2026-05-01T11:18:00Z",
        "1h30m,2026-05-01T10:30:00Z",
        "-5s,2026-05-01T12:00:05Z",
        "1.5s,2026-05-01T11:59:58.500Z",
        "2013-01-02T13:23:37Z,2013-01-02T13:23:37Z",
        "2013-01-02T13:23:37+02:00,2013-01-02T11:23:37Z",
        "+.5h,2026-05-01T11:30:00Z",
        "1\u00b5s,2026-05-01T11:59:59.999999Z",
        "2013-01-02T13:23:37.5,2013-01-02T12:23:37.500Z",
        "2013-07-02T13:23,2013-07-02T11:23:00Z",
        "2013-01-02T13,2013-01-02T12:00:00Z",
        "2013-01-02,2013-01-01T23:00:00Z",
        "2013-01-02T13:23Z,2013-01-02T13:23:00Z",
        "2013-01-02Z,2013-01-02T00:00:00Z",
        "2013-01-02-01:30,2013-01-02T01:30:00Z",
        "0,1970-01-01T00:00:00Z",
        "1136073845.0000000019,2006-01-01T00:04:05.000000001Z",
        "99999999999999999999,+1000000000-12-31T23:59:59Z",
        "1136073845.000000001,2006-01-01T00:04:05.000000001Z"
    })
    void understandsWhatDockerDoes(String text, String moment) {
        assertThat(Moments.parse(text, NOW)).isEqualTo(Instant.parse(moment));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "", "-", "--5s", "1d", "2013-01-02.5", "2013-13-01"})
    void saysWhatATimeLooksLike(String text) {
        assertThatThrownBy(() -> Moments.parse(text, NOW))
                .isInstanceOf(JcomposeException.class)
                .hasMessage("\"" + text + "\" is not a time");
    }
}
