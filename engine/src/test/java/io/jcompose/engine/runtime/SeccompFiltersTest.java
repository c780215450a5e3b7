package io.jcompose.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcompose.engine.build.dockerfile.Corpus;
import io.jcompose.engine.runtime.ProcessSpec.Capabilities;
import io.jcompose.engine.seccomp.DefaultProfile;
import io.jcompose.engine.seccomp.SeccompProfile.Machine;
import io.jcompose.error.JcomposeException;
import io.jcompose.linux.Errno;
import io.jcompose.linux.seccomp.Architecture;
import io.jcompose.linux.seccomp.Filter;
import io.jcompose.linux.seccomp.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The programs that come out of runtime specs, asked call by call through an interpreter of the kernel's instructions. */
final class SeccompFiltersTest {
    private static final Verdict REFUSED = Verdict.error(Errno.EPERM);
    private static final Verdict NOT_THERE = Verdict.error(Errno.ENOSYS);

    private final SeccompFilters filters = new SeccompFilters();

    private Filter compiled(SeccompSpec spec) {
        return filters.of(spec).orElseThrow();
    }

    private static SeccompSpec defaults(Architecture architecture, String... more) {
        List<String> held = new ArrayList<>(Capabilities.DEFAULT_NAMES);
        held.addAll(List.of(more));
        return DefaultProfile.forContainer(held, new Machine(architecture, "6.18"));
    }

    /** Calls of docker's file that are allowed for a container with docker's capabilities whatever their arguments. */
    private static Set<String> allowed(JsonNode profile, String machine) {
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode row : profile.get("syscalls")) {
            boolean fits = row.get("action").asText().equals("SCMP_ACT_ALLOW") && !row.hasNonNull("args");
            for (JsonNode arch : row.at("/includes/arches")) {
                fits &= row.at("/includes/arches").toString().contains('"' + machine + '"') && !arch.isNull();
            }
            for (JsonNode capability : row.at("/includes/caps")) {
                fits &= Capabilities.DEFAULT_NAMES.contains(capability.asText());
            }
            if (fits) {
                row.get("names").forEach(name -> names.add(name.asText()));
            }
        }
        return names;
    }

    @ParameterizedTest
    @EnumSource(names = {"X86_64", "AARCH64"})
    void allowsWhatDockerAllowsAndRefusesTheRest(Architecture architecture) throws Exception {
        JsonNode docker = Corpus.json("seccomp-default.json");
        Set<String> allowed = allowed(docker, architecture == Architecture.X86_64 ? "amd64" : "arm64");
        Set<String> all = new LinkedHashSet<>();
        docker.get("syscalls").forEach(row -> row.get("names").forEach(name -> all.add(name.asText())));
        all.addAll(List.of(
                "add_key",
                "keyctl",
                "request_key",
                "userfaultfd",
                "swapon",
                "kexec_load",
                "pivot_root",
                "io_uring_setup",
                "nfsservctl",
                "move_pages",
                "migrate_pages",
                "vserver",
                "_sysctl",
                "ustat",
                "uselib"));
        Filter filter = compiled(defaults(architecture));

        assertThat(allowed).hasSizeGreaterThan(360);
        for (String call : all) {
            Optional<Verdict> verdict = filter.verdict(architecture, call, -1, -1, -1, -1, -1, -1);
            boolean conditional =
                    List.of("socket", "personality", "clone", "clone3").contains(call);
            if (!conditional) {
                verdict.ifPresent(
                        said -> assertThat(said).as(call).isEqualTo(allowed.contains(call) ? Verdict.ALLOW : REFUSED));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"X86_64", "X32", "X86", "AARCH64", "ARM"})
    void looksAtTheArgumentsThatDockerLooksAt(Architecture architecture) {
        Architecture machine = List.of(Architecture.AARCH64, Architecture.ARM).contains(architecture)
                ? Architecture.AARCH64
                : Architecture.X86_64;
        Filter filter = compiled(defaults(machine));

        Map<Long, Verdict> families = new LinkedHashMap<>();
        for (long family = 0; family < 46; family++) {
            families.put(
                    family, filter.verdict(architecture, "socket", family, 1, 0).orElseThrow());
        }
        families.forEach((family, verdict) -> assertThat(verdict)
                .as("family " + family)
                .isEqualTo(family == 38 || family == 40 ? REFUSED : Verdict.ALLOW));
        for (long personality : List.of(0L, 8L, 0x20000L, 0x20008L, 0xffffffffL)) {
            assertThat(filter.verdict(architecture, "personality", personality)).hasValue(Verdict.ALLOW);
        }
        assertThat(filter.verdict(architecture, "personality", 0x40000)).hasValue(REFUSED);
        assertThat(filter.verdict(architecture, "clone", 0x4111)).hasValue(Verdict.ALLOW);
        for (int bit : List.of(17, 25, 26, 27, 28, 29, 30)) {
            assertThat(filter.verdict(architecture, "clone", 1L << bit))
                    .as("clone bit " + bit)
                    .hasValue(REFUSED);
        }
        assertThat(filter.verdict(architecture, "clone3")).hasValue(NOT_THERE);
        assertThat(filter.verdict(architecture, "file_getattr")).hasValue(NOT_THERE);
    }

    @Test
    void allowsMoreWithTheCapabilityForIt() {
        Filter filter = compiled(defaults(Architecture.X86_64, "CAP_SYS_ADMIN", "CAP_SYS_TIME"));

        for (String call : List.of("mount", "unshare", "setns", "clone3", "bpf", "clock_settime")) {
            assertThat(filter.verdict(Architecture.X86_64, call)).as(call).hasValue(Verdict.ALLOW);
        }
        assertThat(filter.verdict(Architecture.X86_64, "clone", -1)).hasValue(Verdict.ALLOW);
        assertThat(filter.verdict(Architecture.X86_64, "keyctl")).hasValue(REFUSED);
        assertThat(filter.verdict(Architecture.X86_64, "init_module")).hasValue(REFUSED);
    }

    @Test
    void isShortAndMadeOnce() {
        SeccompSpec spec = defaults(Architecture.own());
        Filter filter = compiled(spec);

        assertThat(compiled(defaults(Architecture.own()))).isSameAs(filter);
        assertThat(filter.length()).isLessThan(800);
    }

    private static SeccompSpec spec(String otherwise, SeccompSpec.Syscalls... calls) {
        return new SeccompSpec(otherwise, null, List.of(), null, List.of(calls));
    }

    private static SeccompSpec.Syscalls calls(String action, String... names) {
        return new SeccompSpec.Syscalls(List.of(names), action, null, List.of());
    }

    @Test
    void takesConditionsOnOneArgumentAsAlternatives() {
        SeccompSpec.Argument one = new SeccompSpec.Argument(0, 1, 0, "SCMP_CMP_EQ");
        SeccompSpec.Argument two = new SeccompSpec.Argument(0, 2, 0, "SCMP_CMP_EQ");
        Filter filter = compiled(spec(
                "SCMP_ACT_ALLOW", new SeccompSpec.Syscalls(List.of("kill"), "SCMP_ACT_ERRNO", 5, List.of(one, two))));

        assertThat(filter.verdict(Architecture.own(), "kill", 1)).hasValue(Verdict.error(5));
        assertThat(filter.verdict(Architecture.own(), "kill", 2)).hasValue(Verdict.error(5));
        assertThat(filter.verdict(Architecture.own(), "kill", 3)).hasValue(Verdict.ALLOW);
    }

    @Test
    void refusesRulesUnderWhichNothingCouldStart() {
        assertThatThrownBy(() -> filters.of(spec("SCMP_ACT_ERRNO", calls("SCMP_ACT_ALLOW", "read", "write"))))
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining(
                        "the seccomp profile allows too little to start a program, it refuses close, execve")
                .hasMessageContaining("clone");
        assertThatThrownBy(() -> filters.of(spec("SCMP_ACT_ALLOW", calls("SCMP_ACT_KILL", "execve"))))
                .hasMessageContaining("it refuses execve");
    }

    @Test
    void namesTheWordThatDoesNotExist() {
        assertThatThrownBy(() -> filters.of(spec("SCMP_ACT_PERMIT")))
                .hasMessage("the seccomp action \"SCMP_ACT_PERMIT\" does not exist");
        assertThatThrownBy(() -> filters.of(spec("SCMP_ACT_ALLOW", calls("", "read"))))
                .hasMessage("the seccomp action \"\" does not exist");
        assertThatThrownBy(() -> filters.of(spec(
                        "SCMP_ACT_ALLOW",
                        new SeccompSpec.Syscalls(
                                List.of("kill"),
                                "SCMP_ACT_ERRNO",
                                1,
                                List.of(new SeccompSpec.Argument(0, 1, 0, "equals"))))))
                .hasMessage("the seccomp comparison \"equals\" does not exist");
        assertThatThrownBy(() -> filters.of(spec("SCMP_ACT_NOTIFY"))).hasMessageContaining("is not supported");
        assertThatThrownBy(() -> filters.of(
                        new SeccompSpec("SCMP_ACT_ALLOW", null, List.of(), List.of("NO_SUCH_FLAG"), List.of())))
                .hasMessage("the seccomp flag \"NO_SUCH_FLAG\" does not exist");
    }
}
