package io.jcompose.engine.build.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.engine.image.Healthcheck;
import io.jcompose.error.JcomposeException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerfileTest {
    private static Instruction only(String line) {
        return Dockerfile.parse("FROM x\n" + line + "\n", "Dockerfile")
                .stages()
                .getFirst()
                .instructions()
                .getFirst();
    }

    @Test
    void readsStagesAndGlobalArguments() {
        Dockerfile file =
                Dockerfile.parse("ARG A=1 B\nFROM x AS One\nFROM One as two\nRUN a\nFROM three\n", "Dockerfile");
        assertThat(file.globalArguments()).hasSize(1);
        assertThat(file.stages().stream().map(Dockerfile.Stage::title)).containsExactly("one", "two", "stage-2");
        assertThat(file.stage("ONE", 2).orElseThrow().index()).isZero();
        assertThat(file.stage("1", 2).orElseThrow().title()).isEqualTo("two");
        assertThat(file.stage("two", 1)).isEmpty();
    }

    @Test
    void readsHealthchecks() {
        Instruction read = only(
                "HEALTHCHECK --interval=1m30s --timeout=500ms --retries=4 --start-interval=1.5s CMD curl -f localhost || exit 1");
        assertThat(((Instruction.Health) read).healthcheck())
                .isEqualTo(new Healthcheck(
                        List.of("CMD-SHELL", "curl -f localhost || exit 1"),
                        Duration.ofSeconds(90),
                        Duration.ofMillis(500),
                        Duration.ZERO,
                        Duration.ofMillis(1500),
                        4));
        assertThat(((Instruction.Health) only("HEALTHCHECK CMD [\"a\", \"b\"]"))
                        .healthcheck()
                        .test())
                .containsExactly("CMD", "a", "b");
        assertThat(((Instruction.Health) only("HEALTHCHECK none")).healthcheck().disabled())
                .isTrue();
    }

    @Test
    void readsRunFlags() {
        Instruction.Run run =
                (Instruction.Run) only("RUN --mount=type=cache,target=/c,ro --mount=target=/b --network=none make all");
        assertThat(run.mounts()).hasSize(2);
        assertThat(run.mounts().getFirst()).containsEntry("type", "cache").containsEntry("ro", "");
        assertThat(run.network()).isEqualTo("none");
        assertThat(run.command()).isEqualTo(new Instruction.Command(List.of("make all"), true));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            FRMO x                            | Dockerfile:2: unknown instruction: FRMO (did you mean FROM?)
            NOTHINGLIKE x                     | Dockerfile:2: unknown instruction: NOTHINGLIKE
            COPY a                            | Dockerfile:2: COPY requires at least two arguments, but only 1 provided. Destination could not be determined
            COPY --from a b                   | Dockerfile:2: missing a value on flag: from
            COPY --link=maybe a b             | Dockerfile:2: expecting boolean value for flag link, not: maybe
            ENV                               | Dockerfile:2: ENV requires at least one argument
            ENV a=b c                         | Dockerfile:2: syntax error - can't find = in "c", must be of the form: name=value
            ENV =b                            | Dockerfile:2: ENV names can not be blank
            SHELL sh                          | Dockerfile:2: SHELL requires the arguments to be in JSON form
            ONBUILD ONBUILD RUN a             | Dockerfile:2: chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed
            ONBUILD FROM a                    | Dockerfile:2: FROM isn't allowed as an ONBUILD trigger
            RUN --network=other a             | Dockerfile:2: invalid network mode: "other"
            HEALTHCHECK --interval=x CMD a    | Dockerfile:2: invalid duration "x" of --interval
            HEALTHCHECK CONNECT a             | Dockerfile:2: unknown type "CONNECT" in HEALTHCHECK (try CMD)
            CMD ["a", 1]                      | Dockerfile:2: when using JSON array syntax, arrays must be comprised of strings only
            RUN <<E                           | Dockerfile:2: unterminated heredoc
            RUN --security=insecure a         | Dockerfile:2: RUN --security=insecure is not supported
            ADD --checksum=sha256:x a b       | Dockerfile:2: the flag --checksum is not supported
            FROM a AS 1b                      | Dockerfile:2: invalid name for build stage: "1b", name can't start with a number or contain symbols
            FROM a b                          | Dockerfile:2: FROM requires either one or three arguments
            """)
    void namesTheLineOfAMistake(String line, String message) {
        assertThatThrownBy(() -> only(line.replace("``", "`")))
                .isInstanceOf(JcomposeException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void acceptsOneOfEachDirectiveAndWarnsOfEmptyContinuations() {
        assertThatThrownBy(() -> Dockerfile.parse("# escape=`\n# escape=\\\nFROM x\n", "Dockerfile"))
                .hasMessage("Dockerfile:2: only one escape parser directive can be used");
        assertThatThrownBy(() -> Dockerfile.parse("# escape=x\nFROM x\n", "Dockerfile"))
                .hasMessageContaining("invalid escape token 'x'");
        assertThat(Dockerfile.parse("FROM x\nRUN a \\\n\n b\n", "Dockerfile").warnings())
                .containsExactly("Dockerfile:2: empty continuation line");
    }
}
