package io.jcompose.engine.runtime;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code process} of a runtime spec: the program, its user and its rights.
 *
 * @param terminal informative: what the process gets is {@link Stdio}
 * @param env {@code NAME=value}; a name occurs once
 * @param cwd absolute in the container; made when missing
 * @param capabilities null: none at all
 * @param noNewPrivileges left out when false, as docker does: youki takes the mere presence for true and is refused the filter by the kernel
 * @param oomScoreAdj null: as the engine's
 * @param apparmorProfile a profile that is loaded; null: the engine's
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ProcessSpec(
        boolean terminal,
        @Nullable ConsoleSize consoleSize,
        User user,
        List<String> args,
        List<String> env,
        String cwd,
        @Nullable Capabilities capabilities,
        List<Rlimit> rlimits,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean noNewPrivileges,
        @Nullable Integer oomScoreAdj,
        @Nullable String apparmorProfile) {

    public ProcessSpec {
        user = user == null ? User.ROOT : user;
        args = args == null ? List.of() : List.copyOf(args);
        env = env == null ? List.of() : List.copyOf(env);
        cwd = cwd == null || cwd.isEmpty() ? "/" : cwd;
        rlimits = rlimits == null ? List.of() : List.copyOf(rlimits);
    }

    public record ConsoleSize(int height, int width) {}

    /**
     * @param umask null: 0022
     * @param additionalGids the supplementary groups, all of them
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record User(int uid, int gid, @Nullable Integer umask, List<Integer> additionalGids) {
        public static final User ROOT = new User(0, 0, null, List.of());

        public User {
            additionalGids = additionalGids == null ? List.of() : List.copyOf(additionalGids);
        }
    }

    /** The five sets of capabilities(7), by name with the prefix {@code CAP_}. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Capabilities(
            List<String> bounding,
            List<String> effective,
            List<String> inheritable,
            List<String> permitted,
            List<String> ambient) {

        /** What docker gives by default (14). */
        public static final List<String> DEFAULT_NAMES = List.of(
                "CAP_CHOWN",
                "CAP_DAC_OVERRIDE",
                "CAP_FSETID",
                "CAP_FOWNER",
                "CAP_MKNOD",
                "CAP_NET_RAW",
                "CAP_SETGID",
                "CAP_SETUID",
                "CAP_SETFCAP",
                "CAP_SETPCAP",
                "CAP_NET_BIND_SERVICE",
                "CAP_SYS_CHROOT",
                "CAP_KILL",
                "CAP_AUDIT_WRITE");

        public Capabilities {
            bounding = bounding == null ? List.of() : List.copyOf(bounding);
            effective = effective == null ? List.of() : List.copyOf(effective);
            inheritable = inheritable == null ? List.of() : List.copyOf(inheritable);
            permitted = permitted == null ? List.of() : List.copyOf(permitted);
            ambient = ambient == null ? List.of() : List.copyOf(ambient);
        }

        /** Docker's rule: root holds them, another user only may get them by way of a set-uid or file capability. */
        public static Capabilities of(List<String> names, int uid) {
            List<String> held = uid == 0 ? names : List.of();
            return new Capabilities(names, held, List.of(), held, List.of());
        }
    }

    /**
     * A limit of getrlimit(2).
     *
     * @param type {@code RLIMIT_NOFILE} and so on
     * @param hard {@link #UNLIMITED} for infinity, in JSON the unsigned number 18446744073709551615
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Rlimit(
            String type,

            @JsonSerialize(using = UnsignedNumber.Writer.class) @JsonDeserialize(using = UnsignedNumber.Reader.class)
            long hard,

            @JsonSerialize(using = UnsignedNumber.Writer.class) @JsonDeserialize(using = UnsignedNumber.Reader.class)
            long soft) {
        public static final long UNLIMITED = -1;
    }
}
