package io.jcompose.engine.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalsTest {
    @ParameterizedTest
    @CsvSource({
        "TERM,15",
        "SIGTERM,15",
        "sigkill,9",
        "hup,1",
        "SIGUSR2,12",
        "SYS,31",
        "9,9",
        "RTMIN,34",
        "SIGRTMIN+3,37",
        "RTMAX-1,63"
    })
    void knowsNamesAndNumbers(String text, int number) {
        assertThat(Signals.number(text)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NOPE", "0", "65", "-1", "SIG"})
    void refusesEverythingElse(String text) {
        assertThatThrownBy(() -> Signals.number(text)).hasMessage("invalid signal: " + text);
    }
}
