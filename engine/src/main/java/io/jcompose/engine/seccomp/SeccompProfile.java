package io.jcompose.engine.seccomp;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcompose.engine.runtime.SeccompSpec;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.seccomp.Architecture;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A profile in the format of docker's {@code --security-opt seccomp=FILE}: an OCI seccomp section whose parts may depend on the container and the
 * machine.
 *
 * @param archMap further interfaces that go with that of the machine; excludes {@code architectures}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SeccompProfile(
        String defaultAction,
        @Nullable Integer defaultErrnoRet,
        List<Family> archMap,
        List<String> architectures,
        @Nullable List<String> flags,
        List<Rule> syscalls) {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    public SeccompProfile {
        archMap = archMap == null ? List.of() : List.copyOf(archMap);
        architectures = architectures == null ? List.of() : List.copyOf(architectures);
        flags = flags == null ? null : List.copyOf(flags);
        syscalls = syscalls == null ? List.of() : List.copyOf(syscalls);
    }

    /** An interface of the kernel and those that programs on the same machine use too. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Family(String architecture, List<String> subArchitectures) {
        public Family {
            subArchitectures = subArchitectures == null ? List.of() : List.copyOf(subArchitectures);
        }
    }

    /**
     * @param name the old form of {@code names}
     * @param includes all must be so
     * @param excludes none may be so
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Rule(
            @Nullable String name,
            List<String> names,
            String action,
            @Nullable Integer errnoRet,
            List<SeccompSpec.Argument> args,
            Circumstances includes,
            Circumstances excludes) {
        public Rule {
            names = names == null ? List.of() : List.copyOf(names);
            args = args == null ? List.of() : List.copyOf(args);
            includes = includes == null ? Circumstances.ANY : includes;
            excludes = excludes == null ? Circumstances.ANY : excludes;
        }

        private List<String> allNames() {
            String single = name;
            return single == null || single.isEmpty() ? names : List.of(single);
        }
    }

    /**
     * @param caps of the container, {@code CAP_SYS_ADMIN} and so on
     * @param arches as docker names them, {@code amd64}, {@code arm64}
     * @param minKernel {@code 4.8}
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Circumstances(
            List<String> caps,
            List<String> arches,
            @Nullable String minKernel) {
        static final Circumstances ANY = new Circumstances(List.of(), List.of(), null);

        public Circumstances {
            caps = caps == null ? List.of() : List.copyOf(caps);
            arches = arches == null ? List.of() : List.copyOf(arches);
        }

        private boolean allHold(Collection<String> capabilities, Machine machine) {
            return capabilities.containsAll(caps)
                    && (arches.isEmpty() || arches.contains(machine.name()))
                    && (minKernel == null || machine.isAtLeast(minKernel));
        }

        private boolean anyHolds(Collection<String> capabilities, Machine machine) {
            return caps.stream().anyMatch(capabilities::contains)
                    || arches.contains(machine.name())
                    || minKernel != null && machine.isAtLeast(minKernel);
        }
    }

    /**
     * What of a profile may depend on the machine.
     *
     * @param release of the kernel, as uname(2) says it
     */
    public record Machine(Architecture architecture, String release) {
        public static Machine own() {
            return new Machine(Architecture.own(), System.getProperty("os.version"));
        }

        private String name() {
            return architecture == Architecture.AARCH64 ? "arm64" : "amd64";
        }

        private boolean isAtLeast(String wanted) {
            return KernelVersion.parse(release).compareTo(KernelVersion.parse(wanted)) >= 0;
        }
    }

    /**
     * Reads the content of a profile file.
     *
     * @throws JcomposeException INVALID when it isn't one, in docker's words
     */
    public static SeccompProfile parse(String json) {
        SeccompProfile profile;
        try {
            profile = JSON.readValue(json, SeccompProfile.class);
        } catch (JsonProcessingException e) {
            throw invalid("decoding seccomp profile failed: " + e.getOriginalMessage());
        }
        if (profile == null || profile.defaultAction == null) {
            throw invalid("decoding seccomp profile failed: there is no \"defaultAction\" in it");
        }
        if (!profile.architectures.isEmpty() && !profile.archMap.isEmpty()) {
            throw invalid("both 'architectures' and 'archMap' are specified in the seccomp profile, use either"
                    + " 'architectures' or 'archMap'");
        }
        for (Rule rule : profile.syscalls) {
            if (rule.name != null && !rule.name.isEmpty() && !rule.names.isEmpty()) {
                throw invalid(
                        "both 'name' and 'names' are specified in the seccomp profile, use either 'name' or 'names'");
            }
        }
        return profile;
    }

    private static JcomposeException invalid(String message) {
        return new JcomposeException(
                Kind.INVALID, message, "give the path of a file in the format of docker's default profile");
    }

    /** What of it counts for a container that holds these capabilities. */
    public SeccompSpec forContainer(Collection<String> capabilities, Machine machine) {
        List<SeccompSpec.Syscalls> rules = new ArrayList<>();
        for (Rule rule : syscalls) {
            if (rule.includes().allHold(capabilities, machine)
                    && !rule.excludes().anyHolds(capabilities, machine)) {
                rules.add(new SeccompSpec.Syscalls(rule.allNames(), rule.action(), rule.errnoRet(), rule.args()));
            }
        }
        return new SeccompSpec(defaultAction, defaultErrnoRet, interfaces(machine), flags, rules);
    }

    private List<String> interfaces(Machine machine) {
        String own = machine.architecture().label();
        Optional<Family> family = archMap.stream()
                .filter(candidate -> candidate.architecture().equals(own))
                .findFirst();
        if (family.isEmpty()) {
            return architectures;
        }
        List<String> all = new ArrayList<>(List.of(own));
        all.addAll(family.get().subArchitectures());
        return all;
    }
}
