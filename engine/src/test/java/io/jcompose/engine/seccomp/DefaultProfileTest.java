package io.jcompose.engine.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcompose.engine.build.dockerfile.Corpus;
import io.jcompose.engine.runtime.ProcessSpec.Capabilities;
import io.jcompose.engine.runtime.SeccompSpec;
import io.jcompose.engine.seccomp.SeccompProfile.Machine;
import io.jcompose.error.JcomposeException;
import io.jcompose.linux.process.Capability;
import io.jcompose.linux.seccomp.Architecture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The default rules against docker's own profile, whose every row is the expectation for one or the other container and machine. */
final class DefaultProfileTest {
    private static final List<String> ALL =
            Arrays.stream(Capability.values()).map(Capability::name).toList();

    /** Rules as sets: which call, on which condition, gets which action. */
    private static Set<String> rows(SeccompSpec spec) {
        Set<String> rows = new LinkedHashSet<>();
        for (SeccompSpec.Syscalls calls : spec.syscalls()) {
            for (String name : calls.names()) {
                rows.add(name + " " + calls.args() + " " + calls.action() + " " + calls.errnoRet());
            }
        }
        return rows;
    }

    private static List<List<String>> capabilitySets() {
        List<List<String>> sets = new ArrayList<>();
        sets.add(List.of());
        sets.add(Capabilities.DEFAULT_NAMES);
        sets.add(ALL);
        ALL.forEach(one -> sets.add(List.of(one)));
        return sets;
    }

    @ParameterizedTest
    @CsvSource({"X86_64, 6.1.0-28-amd64", "X86_64, 4.7.0", "AARCH64, 6.12.9", "AARCH64, 4.4.302"})
    void isDockersRowByRow(Architecture architecture, String release) throws Exception {
        SeccompProfile docker = SeccompProfile.parse(Corpus.text("seccomp-default.json"));
        Machine machine = new Machine(architecture, release);

        for (List<String> capabilities : capabilitySets()) {
            SeccompSpec own = DefaultProfile.forContainer(capabilities, machine);
            SeccompSpec expected = docker.forContainer(capabilities, machine);

            assertThat(rows(own)).as("%s", capabilities).containsExactlyInAnyOrderElementsOf(rows(expected));
            assertThat(own.defaultAction()).isEqualTo(expected.defaultAction());
            assertThat(own.defaultErrnoRet()).isEqualTo(expected.defaultErrnoRet());
            assertThat(own.architectures()).containsExactlyInAnyOrderElementsOf(expected.architectures());
        }
    }

    /** That the reading of the file, which both sides of the comparison above share, leaves no row out. */
    @Test
    void readsEveryRowOfAProfile() throws Exception {
        JsonNode json = Corpus.json("seccomp-default.json");
        SeccompProfile profile = SeccompProfile.parse(json.toString());

        assertThat(profile.syscalls()).hasSameSizeAs(json.get("syscalls"));
        Map<String, Long> counted = new LinkedHashMap<>();
        json.get("syscalls")
                .forEach(row -> row.get("names").forEach(name -> counted.merge(name.asText(), 1L, Long::sum)));
        Map<String, Long> read = new LinkedHashMap<>();
        profile.syscalls().forEach(rule -> rule.names().forEach(name -> read.merge(name, 1L, Long::sum)));
        assertThat(read).isEqualTo(counted);
        assertThat(profile.syscalls().stream()
                        .mapToInt(rule -> rule.args().size())
                        .sum())
                .isEqualTo(json.findValues("args").stream()
                        .mapToInt(JsonNode::size)
                        .sum());
    }

    @Test
    void takesTheOldFormOfAProfile() {
        SeccompProfile profile = SeccompProfile.parse("""
                {"defaultAction": "SCMP_ACT_ERRNO", "architectures": ["SCMP_ARCH_X86_64"],
                 "syscalls": [{"name": "read", "action": "SCMP_ACT_ALLOW", "args": null}]}
                """);

        SeccompSpec spec = profile.forContainer(List.of(), new Machine(Architecture.X86_64, "6.1"));

        assertThat(spec.architectures()).containsExactly("SCMP_ARCH_X86_64");
        assertThat(spec.syscalls().getFirst().names()).containsExactly("read");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "services: {}                            | decoding seccomp profile failed: Unrecognized token 'services'",
                "{\"a\": 1}                              | decoding seccomp profile failed: there is no \"defaultAction\" in it",
                "{\"defaultAction\": \"SCMP_ACT_ALLOW\"} x | decoding seccomp profile failed: Unrecognized token 'x'",
                "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"architectures\": [\"x\"], \"archMap\": [{}]} | both 'architectures' and 'archMap' are specified",
                "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"name\": \"a\", \"names\": [\"b\"]}]} | both 'name' and 'names' are specified",
                "null                                    | decoding seccomp profile failed"
            })
    void refusesWhatIsNoProfile(String text, String why) {
        assertThatThrownBy(() -> SeccompProfile.parse(text))
                .isInstanceOfSatisfying(
                        JcomposeException.class, e -> assertThat(e.kind()).isEqualTo(JcomposeException.Kind.INVALID))
                .hasMessageStartingWith(why);
    }
}
