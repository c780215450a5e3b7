package io.jcompose.engine.container;

import io.jcompose.engine.runtime.SeccompSpec;
import io.jcompose.engine.seccomp.DefaultProfile;
import io.jcompose.engine.seccomp.SeccompProfile;
import io.jcompose.engine.seccomp.SeccompProfile.Machine;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.process.AppArmor;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What docker's {@code --security-opt} says, understood. Labels of SELinux are taken and have no effect.
 *
 * @param apparmor absent: nothing was said
 * @param openPaths whether nothing of proc and sys is hidden or protected
 */
record SecurityOptions(boolean noNewPrivileges, Seccomp seccomp, Optional<String> apparmor, boolean openPaths) {

    private static final String DOCKERS_PROFILE = "docker-default";

    /** Which system calls may be made. */
    sealed interface Seccomp {
        /** Nothing was said: the default rules, and none at all for a privileged container. */
        record Usual() implements Seccomp {}

        record Unconfined() implements Seccomp {}

        record Own(SeccompProfile profile) implements Seccomp {}
    }

    /** @throws JcomposeException INVALID for an option that does not exist, or a profile that isn't one */
    static SecurityOptions of(ContainerSpec.Isolation isolation) {
        boolean noNewPrivileges = false;
        boolean openPaths = isolation.privileged();
        Seccomp seccomp = new Seccomp.Usual();
        Optional<String> apparmor = Optional.empty();
        for (String option : isolation.securityOptions()) {
            String name = name(option);
            String value = option.length() == name.length() ? "" : option.substring(name.length() + 1);
            switch (name) {
                case "no-new-privileges" -> noNewPrivileges = isTrue(option, value);
                case "seccomp" -> seccomp = seccomp(value);
                case "apparmor" -> apparmor = Optional.of(value);
                case "systempaths" -> {
                    if (!value.equals("unconfined")) {
                        throw invalid(option);
                    }
                    openPaths = true;
                }
                case "label" -> {}
                default -> throw invalid(option);
            }
        }
        return new SecurityOptions(noNewPrivileges, seccomp, apparmor, openPaths);
    }

    /** Up to the equals sign, or in the old form the colon. */
    private static String name(String option) {
        int equals = option.indexOf('=');
        int colon = option.indexOf(':');
        int end = equals >= 0 ? equals : colon;
        return end < 0 ? option : option.substring(0, end);
    }

    private static boolean isTrue(String option, String value) {
        return switch (value) {
            case "", "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw invalid(option);
        };
    }

    private static Seccomp seccomp(String value) {
        return switch (value) {
            case "unconfined" -> new Seccomp.Unconfined();
            case "builtin" -> new Seccomp.Usual();
            default -> new Seccomp.Own(SeccompProfile.parse(value));
        };
    }

    private static JcomposeException invalid(String option) {
        return new JcomposeException(
                Kind.INVALID,
                "invalid --security-opt 2: \"" + option + "\"",
                "use no-new-privileges, seccomp=, apparmor=, label= or systempaths=unconfined");
    }

    /**
     * The AppArmor profile: what was asked for, or docker's own when a docker on this machine has loaded it.
     *
     * @return null: the engine's
     */
    @Nullable
    String profile(boolean privileged) {
        if (apparmor.isPresent()) {
            return apparmor.get().equals(AppArmor.UNCONFINED) ? null : apparmor.get();
        }
        return !privileged && AppArmor.isEnabled() && AppArmor.has(DOCKERS_PROFILE) ? DOCKERS_PROFILE : null;
    }

    /**
     * The rules for a container.
     *
     * @return null: every call may be made
     */
    @Nullable
    SeccompSpec rules(boolean privileged, List<String> capabilities) {
        return switch (seccomp) {
            case Seccomp.Unconfined _ -> null;
            case Seccomp.Usual _ -> privileged ? null : DefaultProfile.here(capabilities);
            case Seccomp.Own(SeccompProfile profile) -> profile.forContainer(capabilities, Machine.own());
        };
    }
}
