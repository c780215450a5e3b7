package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a compose file says of rights and namespaces is the kernel's; what can't be is said with its place before anything is made. */
@ExtendWith(ScenarioExtension.class)
final class SecurityScenario {
    private static final String PROFILE = """
            {"defaultAction": "SCMP_ACT_ALLOW",
             "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 95}]}
            """;

    @BeforeAll
    static void image(Images images) {
        images.small();
    }

    private static String status(Stack stack, String service, String field) throws IOException {
        return Files.readString(Path.of("/proc/" + stack.pid(service) + "/status"))
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .findFirst()
                .orElse("")
                .replaceAll(".*\\s", "");
    }

    private static String exec(Stack stack, String service, String command) {
        return stack.jcompose("exec", "-T", service, "sh", "-c", command)
                .run()
                .out()
                .strip();
    }

    private static Path namespace(Stack stack, String service, String type) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/" + stack.pid(service) + "/ns/" + type));
    }

    @Test
    void everyProcessOfAServiceIsUnderTheRulesThatItsFileAsksFor(Product product) throws IOException {
        try (Stack stack =
                Stack.of(product, "rules", """
                x-sleeping: &sleeping
                  image: %s
                  command: ["sleep", "1000"]
                  stop_signal: SIGKILL
                services:
                  plain:
                    <<: *sleeping
                    healthcheck:
                      test: ["CMD-SHELL", "grep Seccomp: /proc/self/status > /tmp/probe"]
                      interval: 1s
                  unconfined: {<<: *sleeping, security_opt: ["seccomp:unconfined", "no-new-privileges"]}
                  own: {<<: *sleeping, security_opt: ["seccomp=./rules/own.json", "label=disable"]}
                  privileged: {<<: *sleeping, privileged: true}
                  open: {<<: *sleeping, security_opt: ["systempaths=unconfined"]}
                """.formatted(Images.SMALL)).with("rules/own.json", PROFILE)) {
            stack.up("--wait");

            assertThat(status(stack, "plain", "Seccomp")).isEqualTo("2");
            assertThat(exec(stack, "plain", "grep Seccomp: /proc/self/status")).endsWith("2");
            assertThat(exec(stack, "plain", "cat /tmp/probe")).endsWith("2");
            assertThat(exec(stack, "plain", "unshare -U true 2>&1")).contains("not permitted");

            assertThat(status(stack, "unconfined", "Seccomp")).isEqualTo("0");
            assertThat(status(stack, "unconfined", "NoNewPrivs")).isEqualTo("1");
            assertThat(status(stack, "own", "Seccomp")).isEqualTo("2");
            assertThat(exec(stack, "own", "mkdir /tmp/x 2>&1")).contains("supported");

            assertThat(status(stack, "privileged", "Seccomp")).isEqualTo("0");
            assertThat(status(stack, "privileged", "CapBnd")).isEqualTo(status(stack, "privileged", "CapEff"));
            assertThat(exec(stack, "privileged", "mount -t tmpfs x /tmp && echo mounted"))
                    .isEqualTo("mounted");
            assertThat(exec(stack, "privileged", "grep -c ' /proc/sys ' /proc/self/mountinfo"))
                    .isEqualTo("0");
            assertThat(exec(stack, "open", "grep -c ' /proc/' /proc/self/mountinfo"))
                    .isEqualTo("0");
            assertThat(exec(stack, "plain", "grep -c ' /proc/sys ' /proc/self/mountinfo"))
                    .isEqualTo("1");
        }
    }

    @Test
    void whatAProgramIsToldByItsEnvironmentNobodyButRootCanRead(Product product) throws IOException {
        try (Room room = Room.of(product, "secret")) {
            String id = room.run("one", "-e", "PASSWORD=word", Images.SMALL, "sleep", "1000");
            for (Path root : List.of(product.home(), product.runDirectory())) {
                assertThat(Files.getPosixFilePermissions(
                                root.resolve("containers").resolve(id)))
                        .doesNotContain(
                                PosixFilePermission.OTHERS_EXECUTE,
                                PosixFilePermission.OTHERS_READ,
                                PosixFilePermission.OTHERS_WRITE);
            }
        }
    }

    @Test
    void namespacesAreOwnSharedOrTheHosts(Product product) throws IOException {
        try (Stack stack = Stack.of(product, "namespaces", """
                x-sleeping: &sleeping
                  image: %s
                  command: ["sleep", "1000"]
                  stop_signal: SIGKILL
                services:
                  first: {<<: *sleeping, ipc: shareable}
                  second:
                    <<: *sleeping
                    depends_on: [first]
                    pid: service:first
                    ipc: service:first
                    network_mode: service:first
                  host:
                    <<: *sleeping
                    pid: host
                    ipc: host
                    uts: host
                    network_mode: host
                    cgroup: host
                    userns_mode: host
                  alone: {<<: *sleeping, ipc: none}
                """.formatted(Images.SMALL))) {
            stack.up();

            for (String type : List.of("pid", "ipc", "net")) {
                assertThat(namespace(stack, "second", type)).isEqualTo(namespace(stack, "first", type));
            }
            assertThat(namespace(stack, "second", "uts")).isNotEqualTo(namespace(stack, "first", "uts"));
            exec(stack, "first", "echo shared > /dev/shm/x");
            assertThat(exec(stack, "second", "cat /dev/shm/x")).isEqualTo("shared");

            for (String type : List.of("pid", "ipc", "uts", "net", "cgroup", "user")) {
                assertThat(namespace(stack, "host", type))
                        .isEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/" + type)));
            }
            assertThat(exec(stack, "host", "stat -c %d /dev/shm"))
                    .contains(String.valueOf(Files.getAttribute(Path.of("/dev/shm"), "unix:dev")));
            assertThat(exec(stack, "alone", "ls -d /dev/shm 2>&1")).contains("No such file");
        }
    }

    @Test
    void devicesTheirRulesAndTheCgroupAreWhereTheyWereAskedFor(Product product) throws IOException {
        String parent = "jcompose-test-" + ProcessHandle.current().pid();
        try (Stack stack = Stack.of(product, "devices", """
                services:
                  app:
                    image: %s
                    command: ["sleep", "1000"]
                    stop_signal: SIGKILL
                    devices: ["/dev/null:/dev/nothing:r"]
                    device_cgroup_rules: ["c 10:235 rwm"]
                    cgroup_parent: %s
                  without:
                    image: %s
                    command: ["sleep", "1000"]
                    stop_signal: SIGKILL
                """.formatted(Images.SMALL, parent, Images.SMALL))) {
            stack.up();

            assertThat(exec(stack, "app", "stat -c '%t %T %F' /dev/nothing")).isEqualTo("1 3 character special file");
            assertThat(exec(stack, "app", "mknod /dev/autofs c 10 235; : < /dev/autofs && echo opened"))
                    .isEqualTo("opened");
            assertThat(exec(stack, "without", "mknod /dev/autofs c 10 235; (: < /dev/autofs) 2>&1"))
                    .contains("not permitted");
            assertThat(Proc.of(stack.pid("app")).cgroups())
                    .isNotEmpty()
                    .allMatch(group -> group.toString().contains("/" + parent + "/"));
        } finally {
            try (var hierarchies = Files.newDirectoryStream(Path.of("/sys/fs/cgroup"))) {
                for (Path hierarchy : hierarchies) {
                    Files.deleteIfExists(hierarchy.resolve(parent));
                }
            }
            Files.deleteIfExists(Path.of("/sys/fs/cgroup", parent));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "cap_add: [FLY] | invalid CapAdd: unknown capability: \"CAP_FLY\"",
                "cap_drop: [FLY] | invalid CapDrop: unknown capability: \"CAP_FLY\"",
                "security_opt: [seccomp=missing.json] | missing.json) failed: no such file or directory",
                "security_opt: [seccomp=compose.yaml] | decoding seccomp profile failed",
                "security_opt: [seccomp=little.json] | allows too little to start a program",
                "security_opt: [fly=true] | invalid --security-opt 2: \"fly=true\"",
                "security_opt: [apparmor=no-such-profile] | no-such-profile",
                "devices: [/dev/no-such-device] | error gathering device information while adding custom device \"/dev/no-such-device\"",
                "devices: [\"/dev/null:/dev/null:x\"] | invalid device mode",
                "device_cgroup_rules: [fly] | invalid device cgroup rule format: 'fly'",
                "ulimits: {wings: 2} | invalid ulimit type: wings",
                "ulimits: {nofile: {soft: 20, hard: 10}} | ulimit soft limit must be less than or equal to hard limit",
                "sysctls: {kernel.panic: 1} | sysctl \"kernel.panic\" is not in a separate kernel namespace",
                "mem_limit: 1m | Minimum memory limit allowed is 6MB",
                "userns_mode: keep-id | invalid USER mode: keep-id",
                "pid: fly | invalid PID mode: fly",
            })
    void whatCanNotBeIsSaidWithItsPlaceBeforeAnythingIsMade(String wrong, String words, Product product) {
        Stack stack = Stack.of(product, "wrong", """
                        services:
                          good:
                            image: %1$s
                            command: ["sleep", "1000"]
                          bad:
                            image: %1$s
                            command: ["sleep", "1000"]
                            %2$s
                        """.formatted(Images.SMALL, wrong))
                .with("little.json", "{\"defaultAction\": \"SCMP_ACT_ERRNO\"}");
        try {
            Outcome outcome = stack.jcompose("up", "-d").run().fails();

            assertThat(outcome.err())
                    .contains("compose.yaml:")
                    .contains("services.bad")
                    .contains(words);
            assertThat(stack.jcompose("ps", "-a", "-q").run().out()).isEmpty();
            assertThat(product.command("network", "ls").in(Path.of("/")).run().out())
                    .doesNotContain(stack.project());
        } finally {
            product.command("-p", stack.project(), "down", "-v", "-t", "0")
                    .in(Path.of("/"))
                    .run();
            Trees.delete(stack.directory());
        }
    }

    @Test
    void aUserThatTheImageDoesNotKnowIsNamedBeforeAnythingStarts(Product product) {
        Stack stack = Stack.of(product, "user", """
                services:
                  good:
                    image: %1$s
                    command: ["sleep", "1000"]
                    stop_signal: SIGKILL
                  bad:
                    image: %1$s
                    command: ["sleep", "1000"]
                    user: nobody-at-all
                """.formatted(Images.SMALL));
        try {
            Outcome outcome = stack.jcompose("up", "-d").run().fails();

            assertThat(outcome.err())
                    .contains("compose.yaml:", "services.bad")
                    .contains("unable to find user nobody-at-all: no matching entries in passwd file");
            assertThat(stack.jcompose("ps", "-a", "-q").run().out()).isEmpty();
        } finally {
            stack.close();
        }
    }
}
