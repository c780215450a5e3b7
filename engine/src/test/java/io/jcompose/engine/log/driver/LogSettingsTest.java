package io.jcompose.engine.log.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.engine.log.Rotation;
import io.jcompose.error.JcomposeException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogSettingsTest {
    private static final LogSubject WEB = new LogSubject(
            "0123456789abcdef".repeat(4),
            "shop-web-1",
            "sha256:" + "f".repeat(64),
            "nginx:1.29",
            List.of("nginx", "-g", "daemon off;"),
            Map.of("team", "shop", "tier.zone", "eu", "other", "x"),
            Map.of("STAGE", "prod", "SECRET", "y"));

    @Test
    void jsonFileIsTheDefaultAndRotates() {
        LogSettings settings = LogSettings.of("", Map.of());
        assertThat(settings.driver()).isEqualTo(LogDriver.JSON_FILE);
        assertThat(settings.rotation()).isEqualTo(new Rotation(10_000_000, 5, true));
        assertThat(settings.readable()).isTrue();
        assertThat(LogSettings.of("local", Map.of()).rotation()).isEqualTo(new Rotation(20_000_000, 5, true));
        assertThat(LogSettings.of("none", Map.of("anything", "goes")).readable())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"10m,10000000", "1k,1000", "500,500", "1.5GB,1500000000", "-1,9223372036854775807"})
    void sizesAreDecimalAsDockersAre(String text, long bytes) {
        assertThat(LogSettings.of("json-file", Map.of("max-size", text))
                        .rotation()
                        .maxSize())
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nosuch    |                        | logger: no log driver named 'nosuch' is registered
            fluentd   |                        | logger: no log driver named 'fluentd' is registered
            json-file | foo=1                  | unknown log opt 'foo' for json-file log driver
            local     | foo=1                  | unknown log opt 'foo' for log driver local
            syslog    | max-size=1m            | unknown log opt 'max-size' for syslog log driver
            journald  | syslog-address=udp://x | unknown log opt 'syslog-address' for journald log driver
            json-file | mode=sometimes         | logger: logging mode not supported: sometimes
            json-file | max-buffer-size=1m     | logger: max-buffer-size option is only supported with 'mode=non-blocking'
            json-file | max-size=0             | max-size must be a positive number
            json-file | max-size=ten           | invalid suffix: 'ten'
            json-file | max-file=0             | max-file cannot be less than 1
            json-file | max-file=x             | the logging option max-file is "x"
            json-file | max-file=1,compress=true | compress cannot be true when max-file is less than 2
            json-file | labels-regex=(         | the logging option labels-regex is no regular expression
            json-file | tag={{.Nmae}}          | "{{.Nmae}}" is no field of a log tag
            json-file | tag={{.Name            | unclosed action
            syslog    | syslog-format=rfc1     | Invalid syslog format
            syslog    | syslog-facility=loud   | invalid syslog facility "loud"
            syslog    | syslog-facility=24     | invalid syslog facility "24"
            syslog    | syslog-address=http://x | syslog-address should be in form proto://address, got http://x
            syslog    | syslog-address=unix:///no/such | stat /no/such: no such file or directory
            """)
    void whatCanNotBeIsRefusedInDockersWords(String driver, String options, String message) {
        Map<String, String> map = new java.util.LinkedHashMap<>();
        if (options != null) {
            for (String option : options.split(",")) {
                int equals = option.indexOf('=');
                map.put(option.substring(0, equals), option.substring(equals + 1));
            }
        }
        assertThatThrownBy(() -> LogSettings.of(driver, map))
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining(message);
    }

    @Test
    void chosenLabelsAndVariablesAndTheTagGoIntoEachLine() {
        LogAttributes attributes = LogSettings.of(
                        "json-file",
                        Map.of(
                                "labels", "team,missing",
                                "labels-regex", "^tier",
                                "env", "STAGE",
                                "tag", "{{.ImageName}}/{{.Name}}/{{ .ID }}"))
                .attributes();
        assertThat(attributes.json(WEB))
                .isEqualTo("{\"STAGE\":\"prod\",\"tag\":\"nginx:1.29/shop-web-1/0123456789ab\",\"team\":\"shop\","
                        + "\"tier.zone\":\"eu\"}");
        assertThat(LogSettings.of("json-file", Map.of()).attributes().json(WEB)).isEmpty();
    }

    @Test
    void aTagMayNameWhatDockersTagsName() {
        String all = "{{.FullID}} {{.ImageID}} {{.ImageFullID}} {{.DaemonName}} {{.Command}}";
        assertThat(LogTag.parse(all).of(WEB))
                .isEqualTo(WEB.id() + " ffffffffffff " + WEB.imageId() + " docker nginx -g daemon off;");
    }

    @Test
    void copiesOfRemoteLogsHaveOptionsOfTheirOwn() {
        LogSettings settings =
                LogSettings.of("syslog", Map.of("cache-max-size", "1m", "cache-max-file", "2", "mode", "non-blocking"));
        assertThat(settings.rotation()).isEqualTo(new Rotation(1_000_000, 2, true));
        assertThat(settings.buffer()).contains(1L << 20);
        assertThat(LogSettings.of("syslog", Map.of("cache-disabled", "true")).readable())
                .isFalse();
    }
}
