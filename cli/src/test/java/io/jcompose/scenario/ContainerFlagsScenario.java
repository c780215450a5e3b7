package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flags of {@code container run} and what listings say of them, compared with docker 28.5. */
@ExtendWith(ScenarioExtension.class)
final class ContainerFlagsScenario {
    @BeforeAll
    static void image(Images images) {
        images.small();
    }

    private static String once(Room room, String... words) {
        List<String> all = new ArrayList<>(List.of("run", "--rm"));
        all.addAll(List.of(words));
        return room.container(all.toArray(String[]::new)).run().succeeds().out();
    }

    private static String template(Room room, String template, String id) {
        return room.container("inspect", "-f", template, id)
                .run()
                .succeeds()
                .out()
                .strip();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '`', textBlock = """
            125 § --restart sometimes             § unknown policy 'sometimes'
            125 § --restart on-failure:x          § maximum retry count must be an integer
            125 § --restart no:3                  § can only be used with 'on-failure'
            125 § -v /a:/b:xx                     § invalid mode: xx
            125 § -v /a:/b:ro,rw                  § invalid mode: ro,rw
            125 § --mount type=tmpfs,src=/a,dst=/x § field Source must not be specified
            125 § --mount type=volume,dst=/x,bind-propagation=shared § cannot mix 'bind-*' options with mount type 'volume'
            125 § --mount type=bind,src=/tmp,dst=/x,volume-nocopy § cannot mix 'volume-*' options with mount type 'bind'
            125 § --mount type=tmpfs,dst=/x,volume-label=a=b § cannot mix 'volume-*' options with mount type 'tmpfs'
            125 § --mount type=bind,src=/tmp,dst=/x,bind-recursive=foo § (must be "enabled", "disabled", "writable", or "readonly")
            125 § --mount type=bind,src=/tmp,dst=/x,bind-recursive=readonly § requires 'readonly' to be specified
            125 § --mount type=bind,src=/tmp,dst=/x,bind-propagation=foo § invalid propagation mode: foo
            125 § --mount type=tmpfs,dst=/x,tmpfs-mode=9 § invalid value for tmpfs-mode: 9
            125 § --mount type=tmpfs,dst=/x,sticky § invalid field 'sticky' must be a key=value pair
            125 § --health-cmd true --health-interval 1us § Interval in Healthcheck cannot be less than 1ms
            125 § --cpu-shares -1                 § invalid CPU shares (-1): value must be a positive integer
            125 § --log-driver none --log-opt max-size=1m § invalid logging opts for driver none
            125 § --add-host one:999.1.1.1        § invalid IP address in add-host: "999.1.1.1"
            125 § -v /tmp:/                       § destination can't be '/'
            125 § --tmpfs /                       § destination can't be '/'
            125 § -v one:/x -v two:/x/            § Duplicate mount point: /x
            125 § -v one:/x --tmpfs /x            § Duplicate mount point: /x
            125 § --mount type=tmpfs,target=/x -v /tmp:/x § Duplicate mount point: /x
            125 § --mount type=foo,target=/x      § mount type unknown
            125 § --mount type=tmpfs,target=/     § destination can't be '/'
            125 § --mount target=/x,readonly      § must not set ReadOnly mode when using anonymous volumes
            125 § --volume-driver other           § plugin "other" not found
            125 § --mac-address xx                § xx is not a valid mac address
            125 § --add-host one                  § bad format for add-host
            125 § --add-host one:x                § invalid IP address in add-host: "x"
            125 § --expose abc                    § invalid range format
            125 § --expose 80-70                  § invalid range format for --expose: 80-70
            125 § --expose 99999                  § invalid range format for --expose: 99999
            125 § --uts host --hostname x         § hostname and the UTS mode
            125 § --network container:x --hostname y § hostname and the network mode
            125 § --network container:x --dns 1.1.1.1 § dns and the network mode
            125 § --network container:x --add-host a:1.2.3.4 § custom host-to-IP mapping and the network mode
            125 § --network container:x -p 80:80  § port publishing and the container type network mode
            125 § --network container:x --expose 80 § port exposing and the container type network mode
            125 § --network host --link x         § --link and the network mode host
            125 § --link a:b:c                    § bad format for links: a:b:c
            125 § --volumes-from x:foo            § invalid mode: foo
            125 § --mount type=bind,src=/no/such,dst=/x § bind source path does not exist: /no/such
            125 § --mount type=bind,src=rel,dst=/x § 'rel' mount path must be absolute
            125 § --device a                      § a is not an absolute path
            125 § --device /dev/null:x            § x is not an absolute path
            125 § --name x                        § invalid container name (x)
            125 § --isolation hyperv              § linux only supports 'default'
            125 § --gpus all                      § --device
            125 § --storage-opt size=1G           § --storage-opt
            125 § --use-api-socket                § no API socket
            125 § --link-local-ip 169.254.1.1     § user-defined networks only
            125 § --link no-such-one              § No such container: no-such-one
            125 § --cpuset-mems 99                § memory nodes
            125 § --security-opt seccomp=/no/such § opening seccomp profile (/no/such) failed
            125 § -e =x                           § invalid environment variable: =x
            125 § --label =x                      § empty name
            125 § --attach stdwhat                § valid streams are
            1   § -d -a stdout                    § cannot specify both --attach and --detach
            1   § --detach-keys f1                § invalid detach keys (f1) provided
            1   § -it                             § the input device is not a TTY
            """)
    void whatMakesNoSenseIsRefusedWithItsReason(int code, String flags, String told, Product product) {
        try (Room room = Room.of(product, "refused")) {
            List<String> words = new ArrayList<>(List.of("run", "--label", room.label()));
            words.addAll(List.of(flags.split(" ")));
            words.addAll(List.of(Images.SMALL, "true"));
            String err = room.container(words.toArray(String[]::new))
                    .run()
                    .fails(code)
                    .err();
            assertThat(err).contains(told).doesNotContain("services.flags").doesNotContain("defect");
            assertThat(room.ids()).isEmpty();
        }
    }

    @Test
    void missingArgumentsAndWrongFlagsHaveDockersCodes(Product product) {
        try (Room room = Room.of(product, "misused")) {
            room.container("run").run().fails(1);
            room.container("exec", "one").run().fails(1);
            room.container("stop", "-t", "x", "one").run().fails(125);
            room.container("ls", "--no-such").run().fails(125);
            room.container("rm", "-l", "one").run().fails(1);
            room.container("ls", "--filter", "health=fine").run().fails(1);
            room.container("ls", "--filter", "is-task=maybe").run().fails(1);
            room.container("inspect", "-f", "{{", "one").run().fails(64);
            String id = room.run("one", Images.SMALL, "sleep", "1000");
            for (String change : List.of("FROM scratch", "RUN true", "NOSUCH x")) {
                assertThat(room.container("commit", "-c", change, id)
                                .run()
                                .fails(1)
                                .err())
                        .contains(change.split(" ")[0] + " is not a valid change command");
            }
        }
    }

    @Test
    void whatHasNoEffectIsTaken(Product product) {
        try (Room room = Room.of(product, "taken")) {
            String said = once(
                    room,
                    "--isolation",
                    "default",
                    "--disable-content-trust",
                    "--cpuset-mems",
                    "0",
                    "--volume-driver",
                    "local",
                    "--annotation",
                    "org.example=1",
                    "-v",
                    "/fresh",
                    "-v",
                    "/tmp:/labelled:ro,Z",
                    Images.SMALL,
                    "echo",
                    "ran");
            assertThat(said).isEqualTo("ran\n");
            assertThat(room.container("run", "--rm", "--network", "host", "-p", "1:1", Images.SMALL, "true")
                            .run()
                            .succeeds()
                            .err())
                    .contains("Published ports are discarded");
        }
    }

    @Test
    void theRootLooksAsDockers(Product product) {
        try (Room room = Room.of(product, "root")) {
            assertThat(once(
                            room,
                            "--mac-address",
                            "02:42:ac:11:00:99",
                            Images.SMALL,
                            "cat",
                            "/sys/class/net/eth0/address"))
                    .isEqualTo("02:42:ac:11:00:99\n");
            assertThat(once(room, "--tmpfs", "/t:mode=750", Images.SMALL, "stat", "-c", "%a", "/t"))
                    .isEqualTo("750\n");
            assertThat(once(room, "--tmpfs", "/t", Images.SMALL, "grep", "tmpfs", "/proc/mounts"))
                    .contains("tmpfs /t tmpfs", "tmpfs /dev tmpfs", "shm /dev/shm tmpfs");
            String id = room.run("one", Images.SMALL, "sleep", "1000");
            assertThat(room.container("exec", id, "stat", "-c", "%a %s", "/.dockerenv")
                            .run()
                            .succeeds()
                            .out())
                    .isEqualTo("755 0\n");
            assertThat(room.container("diff", id).run().succeeds().out()).isEmpty();
            assertThat(room.container("exec", "-e", "A=1", id, "env")
                            .run()
                            .succeeds()
                            .lines()
                            .getLast())
                    .startsWith("HOME=");
            room.container("exec", "-w", "/no/such", id, "true").run().fails(127);
            assertThat(room.container("export", "-o", "/no/such/x.tar", id)
                            .run()
                            .fails(1)
                            .err())
                    .contains("invalid output path");
            // what stands there for other programs, or leads elsewhere, stays
            assertThat(room.stack()
                            .shell(
                                    "mknod device c 1 3; mkfifo pipe; echo old >real; ln -s real link; echo mine >real.part;"
                                            + " for to in device pipe; do $JCOMPOSE container export -o $to " + id
                                            + " 2>>said; $JCOMPOSE image save -o $to " + Images.SMALL
                                            + " 2>>said; done;"
                                            + " $JCOMPOSE container export -o link " + id
                                            + "; cat real.part; ls -A | grep -c part; stat -c %F device pipe link; tar -tf real | grep -c ^bin/$;"
                                            + " grep -c 'is a device, a pipe or a socket' said")
                            .run()
                            .succeeds()
                            .out())
                    .isEqualTo("mine\n1\ncharacter special file\nfifo\nsymbolic link\n1\n4\n");
        }
    }

    @Test
    void listingsKnowTheImagesShareAndDockersShapes(Product product) {
        try (Room room = Room.of(product, "shapes")) {
            String base = room.run("base", Images.SMALL, "sleep", "1000");
            String image = room.stack().project() + "-labelled:1";
            room.container("commit", "-c", "LABEL of=image", "-c", "EXPOSE 81", base, image)
                    .run()
                    .succeeds();
            try {
                String id = room.run("one", "--expose", "90-92", image, "sh", "-c", "sleep 1000");
                List<String> columns = room.container(
                                "ls",
                                "--no-trunc",
                                "--filter",
                                "label=of=image",
                                "--filter",
                                "network=bridge",
                                "--filter",
                                "name=^/" + room.name("one") + "$",
                                "--format",
                                "{{.ID}}|{{.Ports}}|{{.Command}}|{{.Label \"of\"}}")
                        .run()
                        .succeeds()
                        .lines();
                assertThat(columns).containsExactly(id + "|81/tcp, 90-92/tcp|\"sh -c 'sleep 1000'\"|image");
                assertThat(template(room, "{{json .NetworkSettings.Ports}}", id))
                        .isEqualTo("{\"81/tcp\":null,\"90/tcp\":null,\"91/tcp\":null,\"92/tcp\":null}");
                assertThat(template(room, "{{if .State.Health}}yes{{else}}no{{end}} {{.HostConfig.Binds}}", id))
                        .isEqualTo("no []");
                assertThat(room.container(
                                        "stats",
                                        "--no-stream",
                                        "--format",
                                        "{{.Container}} {{.Name}}",
                                        room.name("one"))
                                .run()
                                .succeeds()
                                .out()
                                .strip())
                        .isEqualTo(room.name("one") + " " + room.name("one"));
                assertThat(room.container("top", id, "aux").run().succeeds().out())
                        .startsWith("USER                PID                 %CPU                %MEM")
                        .contains("\nroot ");
                room.container("rm", "-f", id).run().succeeds();
            } finally {
                room.container("rm", "-f", room.name("one")).run();
                room.stack().jcompose("image", "rm", image).run();
            }
        }
    }

    @Test
    void aMountMayMakeItsVolumeAndEveryFieldIsHeeded(Product product) {
        try (Room room = Room.of(product, "mounts")) {
            String name = room.label().replaceAll("[^a-zA-Z0-9]", "") + "made";
            try {
                String seen = once(
                        room,
                        "--mount",
                        "type=volume,src=" + name
                                + ",dst=/x,volume-driver=local,volume-label=team=a,volume-opt=type=tmpfs,volume-opt=device=tmpfs,\"volume-opt=o=size=1m,mode=700\"",
                        "--mount",
                        "TYPE=tmpfs,DST=/t,tmpfs-size=2m,tmpfs-mode=0711",
                        "--mount",
                        "type=bind,src=/sys,dst=/nr,ro,bind-recursive=disabled,bind-propagation=rslave",
                        Images.SMALL,
                        "sh",
                        "-c",
                        "stat -c %a /x /t; grep -E ' /(x|t|nr)[ /]' /proc/self/mountinfo");
                List<String> lines = seen.lines().toList();
                assertThat(lines.subList(0, 2)).containsExactly("700", "711");
                assertThat(lines.stream()
                                .filter(line -> line.contains(" /x "))
                                .findFirst()
                                .orElseThrow())
                        .contains("tmpfs", "size=1024k");
                assertThat(lines.stream()
                                .filter(line -> line.contains(" /t "))
                                .findFirst()
                                .orElseThrow())
                        .contains("size=2048k");
                assertThat(lines.stream().filter(line -> line.contains(" /nr")))
                        .singleElement()
                        .asString()
                        .contains(" /nr ro,");
                assertThat(product.command("volume", "inspect", name)
                                .run()
                                .succeeds()
                                .out()
                                .replaceAll("\\s", ""))
                        .contains("\"team\":\"a\"", "\"type\":\"tmpfs\"");
            } finally {
                product.command("volume", "rm", name).run();
            }
        }
    }

    /** One without a name is the container's own, and goes with it. */
    @Test
    void aVolumeThatAMountMakesWithoutANameGoesWithItsContainer(Product product) {
        try (Room room = Room.of(product, "anonymous")) {
            String mounted =
                    "type=volume,dst=/x,volume-label=of=" + room.label().replaceAll("[^a-zA-Z0-9]", "");
            List<String> before =
                    product.command("volume", "ls", "-q").run().succeeds().lines();
            once(room, "--mount", mounted, Images.SMALL, "touch", "/x/y");
            room.container("run", "--rm", "--mount", mounted, "--name", "not good", Images.SMALL, "true")
                    .run()
                    .fails(125);
            assertThat(product.command("volume", "ls", "-q").run().succeeds().lines())
                    .isEqualTo(before);
        }
    }

    @Test
    void wrongFlagsOfOtherCommandsHaveTheCodeOfWrongFlags(Product product) {
        try (Room room = Room.of(product, "codes")) {
            String id = room.container("run", "-d", "--label", room.label(), Images.SMALL, "sleep", "1000")
                    .run()
                    .succeeds()
                    .out()
                    .strip();
            assertThat(room.container("ls", "--filter", "foo").run().fails(125).err())
                    .contains("invalid argument \"foo\" for \"-f, --filter\" flag: bad format of filter");
            assertThat(room.container("exec", "-e", "=x", id, "true")
                            .run()
                            .fails(125)
                            .err())
                    .contains("invalid environment variable: =x");
            room.container("pause", id).run().succeeds();
            for (String[] start : new String[][] {{"start", id}, {"start", "-a", id}}) {
                assertThat(room.container(start).run().fails(1).err())
                        .contains("cannot start a paused container, try unpause instead");
            }
            String none = room.container("create", "--label", room.label(), Images.SMALL, "/nothing")
                    .run()
                    .succeeds()
                    .out()
                    .strip();
            assertThat(room.container("restart", none).run().fails(1).err()).contains("exec: \"/nothing\"");
        }
    }

    @Test
    void topShowsTheContainersProcessesAlsoWhereItSeesAllOfTheMachine(Product product) {
        try (Room room = Room.of(product, "seesall")) {
            String id = room.run("one", "--pid", "host", Images.SMALL, "sleep", "1234");
            assertThat(room.container("top", id, "-o", "args").run().succeeds().lines())
                    .map(String::strip)
                    .containsExactly("COMMAND", "sleep 1234");
        }
    }
}
