package io.jcompose.engine.runtime;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code linux.seccomp} of a runtime spec (config-linux.md, "Seccomp"): which system calls a container may make.
 *
 * @param defaultAction {@code SCMP_ACT_ERRNO} and so on, for calls that are not listed
 * @param defaultErrnoRet null: EPERM
 * @param architectures {@code SCMP_ARCH_X86_64} and so on; none: the machine's own
 * @param flags null: what is usual; of {@code SECCOMP_FILTER_FLAG_LOG}, {@code SECCOMP_FILTER_FLAG_SPEC_ALLOW}
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record SeccompSpec(
        String defaultAction,
        @Nullable Integer defaultErrnoRet,
        List<String> architectures,
        @Nullable List<String> flags,
        List<Syscalls> syscalls) {

    public SeccompSpec {
        defaultAction = defaultAction == null ? "" : defaultAction;
        architectures = architectures == null ? List.of() : List.copyOf(architectures);
        flags = flags == null ? null : List.copyOf(flags);
        syscalls = syscalls == null ? List.of() : List.copyOf(syscalls);
    }

    /**
     * Calls with one action.
     *
     * @param errnoRet of {@code SCMP_ACT_ERRNO} and {@code SCMP_ACT_TRACE}; null: EPERM
     * @param args all must hold; those for one and the same argument are alternatives
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Syscalls(
            List<String> names, String action, @Nullable Integer errnoRet, List<Argument> args) {
        public Syscalls {
            action = action == null ? "" : action;
            names = names == null ? List.of() : List.copyOf(names);
            args = args == null ? List.of() : List.copyOf(args);
        }
    }

    /**
     * A condition on one argument.
     *
     * @param index 0 to 5
     * @param value unsigned; the mask of {@code SCMP_CMP_MASKED_EQ}
     * @param valueTwo unsigned; what is expected under the mask
     * @param op {@code SCMP_CMP_EQ} and so on
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Argument(
            int index,

            @JsonSerialize(using = UnsignedNumber.Writer.class) @JsonDeserialize(using = UnsignedNumber.Reader.class)
            long value,

            @JsonSerialize(using = UnsignedNumber.Writer.class) @JsonDeserialize(using = UnsignedNumber.Reader.class)
            long valueTwo,

            String op) {
        public Argument {
            op = op == null ? "" : op;
        }
    }
}
