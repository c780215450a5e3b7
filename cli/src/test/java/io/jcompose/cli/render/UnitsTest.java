package io.jcompose.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UnitsTest {
    @ParameterizedTest
    @CsvSource({
        "0,0B",
        "999,999B",
        "1000,1kB",
        "1980000,1.98MB",
        "12345678,12.3MB",
        "123456789,123MB",
        "1500000000,1.5GB"
    })
    void sizesAreInPowersOfAThousand(long bytes, String text) {
        assertThat(Units.size(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0,Less than a second",
        "1,1 second",
        "59,59 seconds",
        "61,About a minute",
        "600,10 minutes",
        "3600,About an hour",
        "7200,2 hours",
        "172800,2 days",
        "1209600,2 weeks",
        "5184000,2 months",
        "63072000,2 years"
    })
    void durationsAreInDockersWords(long seconds, String text) {
        assertThat(Units.duration(Duration.ofSeconds(seconds))).isEqualTo(text);
    }
}
