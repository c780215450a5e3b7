package io.jcompose.engine.build.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.error.JcomposeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileModeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            644 | 777 | false | 644
            4755 | 0 | false | 4755
            u+x | 644 | false | 744
            +x | 644 | false | 755
            go-w | 666 | false | 644
            u=rwX,go=rX | 640 | false | 644
            u=rwX,go=rX | 700 | false | 755
            u=rwX,go=rX | 640 | true | 755
            a=r,u+w | 777 | false | 644
            u+s,g+s | 755 | false | 6755
            +t | 777 | true | 1777
            """)
    void changesPermissionsAsChmodDoes(String text, String before, boolean directory, String after) {
        assertThat(Integer.toOctalString(new FileMode(text).apply(Integer.parseInt(before, 8), directory)))
                .isEqualTo(after);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "888", "77777", "u~x", "z+x", "u+x,"})
    void refusesWhatChmodWouldNotTake(String text) {
        assertThatThrownBy(() -> new FileMode(text))
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("invalid chmod parameter");
    }

    @Test
    void onlyOctalDigitsDoNotDependOnTheFile() {
        assertThat(new FileMode("755").isAbsolute()).isTrue();
        assertThat(new FileMode("u=rw,go=r").isAbsolute()).isFalse();
    }
}
