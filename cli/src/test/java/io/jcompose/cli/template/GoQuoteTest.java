package io.jcompose.cli.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Expected values are those of Go's strconv.Quote. */
class GoQuoteTest {
    @Test
    void quotesAsGoDoes() {
        assertThat(GoQuote.quote("trap \"exit 3…")).isEqualTo("\"trap \\\"exit 3…\"");
        assertThat(GoQuote.quote("a\nb\t\"\\é\u0007\u0001\u007f\u000b"))
                .isEqualTo("\"a\\nb\\t\\\"\\\\é\\a\\x01\\x7f\\v\"");
        assertThat(GoQuote.quote("\u200b\u00a0😀\udbff\udfff")).isEqualTo("\"\\u200b\\u00a0😀\\U0010ffff\"");
    }
}
