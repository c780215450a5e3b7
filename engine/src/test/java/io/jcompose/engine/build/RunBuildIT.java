package io.jcompose.engine.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.engine.build.BuildProgress.Event;
import io.jcompose.engine.build.step.ContainerStepRunner;
import io.jcompose.engine.build.step.StepNetworks;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.runtime.JvmRuntime;
import io.jcompose.engine.runtime.ProcessSpec;
import io.jcompose.error.JcomposeException;
import io.jcompose.linux.poll.Poller;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunBuildIT {
    /** The host's network, so that these tests need none of their own. */
    private static final StepNetworks HOST = (network, id, extraHosts) -> new StepNetworks.StepNetwork() {
        @Override
        public String namespace() {
            return "";
        }

        @Override
        public String hosts() {
            StringBuilder hosts = new StringBuilder("127.0.0.1\tlocalhost\n");
            extraHosts.forEach((name, address) ->
                    hosts.append(address).append('\t').append(name).append('\n'));
            return hosts.toString();
        }

        @Override
        public String resolvConf() {
            return "nameserver 127.0.0.1\n";
        }

        @Override
        public void close() {}
    };

    private final String engine = "test-" + UUID.randomUUID().toString().substring(0, 8);
    private final Poller poller = Poller.open("test-poller");
    private final JvmRuntime runtime = JvmRuntime.open(poller, Path.of("/dev/shm/kept-" + engine));
    private final BuildFixture build = new BuildFixture(
            new ContainerStepRunner(runtime, poller, HOST, engine, Path.of("/dev/shm/jcompose-" + engine)));
    private List<String> mountsBefore = List.of();

    @BeforeEach
    void base() throws IOException {
        build.base();
        mountsBefore = mounts();
    }

    @AfterEach
    void remove() throws IOException {
        try {
            assertThat(mounts()).isEqualTo(mountsBefore);
            assertThat(cgroups())
                    .allMatch(directory -> subdirectories(directory).isEmpty());
            Path steps = build.directory.resolve("home/build/steps");
            if (Files.exists(steps)) {
                try (var left = Files.list(steps)) {
                    assertThat(left).isEmpty();
                }
            }
        } finally {
            cgroups().forEach(File::delete);
            assertThat(new File("/dev/shm/jcompose-" + engine).list()).isNullOrEmpty();
            new File("/dev/shm/jcompose-" + engine).delete();
            runtime.close();
            poller.close();
            build.close();
        }
    }

    private List<String> mounts() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .filter(line -> line.contains(build.directory.toString()))
                .toList();
    }

    private List<File> cgroups() {
        File[] roots = new File("/sys/fs/cgroup").listFiles();
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(new File("/sys/fs/cgroup")),
                        java.util.stream.Stream.of(roots == null ? new File[0] : roots))
                .map(root -> new File(root, "jcompose-" + engine))
                .filter(File::isDirectory)
                .toList();
    }

    private static List<String> subdirectories(File directory) {
        File[] below = directory.listFiles(File::isDirectory);
        return below == null
                ? List.of()
                : java.util.Arrays.stream(below).map(File::getName).toList();
    }

    @Test
    void runsCommandsInAllTheirForms() {
        Image image = build.build("""
                FROM base
                ARG WHO=world
                ENV GREETING=hello
                RUN echo "$GREETING $WHO" > /greeting; echo to-stdout; echo to-stderr >&2
                RUN ["/bin/sh", "-c", "pwd > /where; cat /proc/self/mountinfo | grep -c ' / / ' > /roots"]
                WORKDIR /work
                RUN <<EOF
                pwd >> /where
                echo $GREETING again >> /greeting
                EOF
                RUN cat <<EOF > /doc
                line $GREETING
                EOF
                RUN <<EOF
                #!/bin/cat
                shebang
                EOF
                USER app
                RUN id > /tmp/id; echo $HOME >> /tmp/id; touch /srv/mine; echo again > /dev/stdout
                SHELL ["/bin/sh", "-e", "-c"]
                RUN rm -f /srv/mine
                """);
        assertThat(build.inRoot(
                        image, "cat greeting where doc tmp/id; ls srv; ls -A etc proc sys dev run 2>&1 || true"))
                .isEqualTo("""
                        hello world
                        hello again
                        /
                        /work
                        line hello
                        uid=1000(app) gid=1001(apps) groups=77(extra),1001(apps)
                        /home/app
                        ls: cannot access 'run': No such file or directory
                        dev:

                        etc:
                        group
                        passwd

                        proc:

                        sys:""");
        assertThat(build.output())
                .contains("to-stdout\n")
                .contains("to-stderr\n")
                .contains("shebang")
                .contains("again");
        assertThat(build.images.history(image).get(2).createdBy()).startsWith("ENV");
        assertThat(build.images.history(image).stream().map(h -> h.createdBy()))
                .anyMatch(text -> text.startsWith("RUN |1 WHO=world /bin/sh -c echo \"$GREETING $WHO\""));
        assertThat(build.events.stream().anyMatch(e -> e instanceof Event.Output o && o.stderr()))
                .isTrue();
    }

    @Test
    void leavesNothingOfItsMountsInTheLayer() {
        Image image = build.build("FROM base\nRUN true\n");
        assertThat(build.shell("find " + build.images.layerDirectories(image).getLast() + " -mindepth 1"))
                .isEmpty();
        Image bare = build.build(
                "FROM scratch\nCOPY --from=base /usr/bin/busybox /sh\nRUN [\"/sh\", \"-c\", \"echo x > /f\"]\n");
        assertThat(build.shell("cd " + build.images.layerDirectories(bare).getLast() + "; find . -mindepth 1"))
                .isEqualTo("./f");
    }

    @Test
    void keepsDeletionsInTheLayer() {
        Image image = build.build(
                "FROM base\nRUN rm -rf /etc/group /srv && mkdir /srv && touch /srv/new\nRUN test ! -e /etc/group && ls /srv > /seen\n");
        assertThat(build.inRoot(image, "ls etc srv; cat seen")).isEqualTo("etc:\npasswd\n\nsrv:\nnew\nnew");
    }

    @Test
    void namesTheLineTheCommandAndTheCodeOfAFailureAndLeavesNothing() throws IOException {
        long layers = layerCount();
        assertThatThrownBy(() -> build.build("FROM base\n\nRUN echo before; touch /half; exit 7\nRUN echo never\n"))
                .isInstanceOf(JcomposeException.class)
                .hasMessage(
                        "Dockerfile:3: process \"/bin/sh -c echo before; touch /half; exit 7\" did not complete successfully: exit code: 7");
        assertThat(build.output()).isEqualTo("before\n");
        assertThat(layerCount()).isEqualTo(layers);
        assertThatThrownBy(() -> build.build("FROM base\nRUN nosuchprogram\n")).hasMessageEndingWith("exit code: 127");
        assertThatThrownBy(() -> build.build("FROM base\nRUN [\"/nosuch\"]\n"))
                .isInstanceOf(JcomposeException.class)
                .hasMessageStartingWith("Dockerfile:2: ");
        assertThatThrownBy(() -> build.build("FROM base\nRUN sh -c 'kill -9 $$'; exit $?\n"))
                .hasMessageEndingWith("exit code: 137");
        assertThatThrownBy(() -> build.build("FROM base\nUSER nobody\nRUN true\n"))
                .hasMessageContaining("unable to find user nobody");
    }

    private long layerCount() throws IOException {
        try (var all = Files.list(build.directory.resolve("home/layers"))) {
            return all.count();
        }
    }

    @Test
    void explainsEveryMissAndKeepsTheRest() {
        build.file("src/a", "1");
        String file =
                "FROM base AS build\nARG V=1\nRUN echo $V > /v\nCOPY src /src\nRUN cat /src/a > /a\nFROM base\nCOPY --from=build /a /v /\n";
        Image first = build.build(file);
        assertThat(build.missed()).hasSize(4);
        Image second = build.build(file);
        assertThat(build.missed()).isEmpty();
        assertThat(build.cached()).hasSize(4);
        assertThat(second.id()).isEqualTo(first.id());
        build.args.put("V", "2");
        build.build(file);
        assertThat(build.missed()).startsWith("build arg V changed", "an earlier step changed");
        build.file("src/a", "2");
        build.build(file);
        assertThat(build.missed()).containsExactly("file src/a changed", "an earlier step changed", "file a changed");
        build.args.clear();
        build.file("src/a", "1");
        assertThat(build.build(file).id()).isEqualTo(first.id());
        build.build(file.replace("/src/a > /a", "/src/a >/a"));
        // The result has other times but the same content, so the copy of it is still good.
        assertThat(build.missed()).containsExactly("instruction changed");
        build.options = new BuildRequest.Options(true, false, "default", Map.of("l", "v"), Map.of(), Optional.empty());
        assertThat(build.build(file).config().labels()).containsEntry("l", "v");
        assertThat(build.missed()).hasSize(4).allMatch("the cache is not to be used"::equals);
    }

    @Test
    void mountsCachesMemoryAndOtherRoots() {
        build.file("ctx/file", "from context");
        build.file("ctx/no.tmp", "x");
        build.file(".dockerignore", "**/*.tmp");
        build.options = new BuildRequest.Options(
                false,
                false,
                "none",
                Map.of(),
                Map.of("extra.test", "10.1.2.3"),
                Optional.of("32m"),
                Map.of(),
                List.of(new ProcessSpec.Rlimit("RLIMIT_NOFILE", 99, 77)));
        String file = """
                FROM base AS one
                RUN mkdir /out; echo made > /out/f
                FROM base
                RUN --mount=type=cache,target=/cache,sharing=locked echo x >> /cache/log; wc -l < /cache/log > /count; echo N
                RUN --mount=type=tmpfs,target=/mem,size=1m grep -c ' /mem tmpfs' /proc/mounts > /mem-seen; touch /mem/gone
                RUN --mount=from=one,source=/out,target=/in cat /in/f > /copied; ! touch /in/x
                RUN --mount=target=/ctx,source=ctx,rw ls /ctx > /listed; touch /ctx/new
                RUN grep extra.test /etc/hosts > /extra; cat /proc/mounts | grep ' /dev/shm' | grep -c size=32768k >> /extra; ulimit -n >> /extra; ulimit -Hn >> /extra
                """;
        Image image = build.build(file);
        assertThat(build.inRoot(
                        image, "cat count mem-seen copied listed extra; ls -d mem in ctx cache 2>/dev/null || true"))
                .isEqualTo("1\n1\nmade\nfile\n10.1.2.3\textra.test\n1\n77\n99");
        assertThat(build.context.resolve("ctx/new")).doesNotExist();
        assertThat(build.inRoot(build.build(file.replace("echo N", "echo M")), "cat count"))
                .isEqualTo("2");
        build.file("ctx/no.tmp", "changed");
        build.build(file);
        assertThat(build.missed()).isEmpty();
    }

    @Test
    void showsSecretsToTheOneRunThatAsksForThem() {
        Map<String, BuildRequest.Secret> secrets =
                Map.of("token", new BuildRequest.Secret("s3cret\n".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        build.options =
                new BuildRequest.Options(false, false, "default", Map.of(), Map.of(), Optional.empty(), secrets);
        Image image = build.build("""
                FROM base
                USER app
                RUN --mount=type=secret,id=token,uid=1000 cat /run/secrets/token; stat -c '%a %u:%g' /run/secrets/token
                RUN --mount=type=secret,id=token,env=TOKEN echo "in $TOKEN"; test ! -e /run/secrets
                RUN --mount=type=secret,id=other test ! -e /run/secrets/other
                """);
        assertThat(build.output()).isEqualTo("s3cret\n400 1000:0\nin s3cret\n\n");
        assertThat(build.inRoot(image, "ls -d run 2>/dev/null || echo none")).isEqualTo("none");
        assertThat(build.shell("grep -r s3cret home || echo nowhere")).isEqualTo("nowhere");
        assertThatThrownBy(() -> build.build("FROM base\nRUN --mount=type=secret,id=other,required true\n"))
                .hasMessage("Dockerfile:2: secret other: not found");
    }

    @Test
    void buildsIndependentStagesAtTheSameTime() {
        // Each stage waits for the other one's sign in a cache directory that both see: one after the other would never
        // end.
        Image image = build.build("""
                FROM base AS a
                RUN --mount=type=cache,id=meet,target=/m touch /m/a; while [ ! -e /m/b ]; do sleep 0.05; done; echo a > /r
                FROM base AS b
                RUN --mount=type=cache,id=meet,target=/m touch /m/b; while [ ! -e /m/a ]; do sleep 0.05; done; echo b > /r
                FROM scratch
                COPY --from=a /r /a
                COPY --from=b /r /b
                """);
        assertThat(build.inRoot(image, "cat a b")).isEqualTo("a\nb");
    }

    @Test
    void stopsTheCommandWhenTheBuildIsInterrupted() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        build.file(
                "Dockerfile",
                "FROM base AS other\nRUN sleep 1001\nFROM base\nRUN echo running; sleep 1000\nCOPY --from=other / /\n");
        BuildRequest request = new BuildRequest(
                build.context,
                new BuildRequest.Dockerfile.File(build.context.resolve("Dockerfile")),
                Map.of(),
                Optional.empty(),
                List.of(),
                Map.of(),
                BuildRequest.Options.DEFAULT);
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                build.builds.build(request, event -> {
                    if (event instanceof Event.Output) {
                        running.countDown();
                    }
                });
            } catch (JcomposeException e) {
                thrown.set(e);
            }
        });
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
        thread.interrupt();
        assertThat(thread.join(java.time.Duration.ofSeconds(30))).isTrue();
        assertThat(thrown.get())
                .isInstanceOfSatisfying(
                        JcomposeException.class,
                        e -> assertThat(e.kind()).isEqualTo(JcomposeException.Kind.INTERRUPTED));
    }

    @Test
    void endsWhatACommandLeavesRunning() {
        build.build("FROM base\nRUN (sleep 1003; echo never > /late) & echo done\n");
        assertThat(build.output()).isEqualTo("done\n");
    }

    @Test
    void passesOnALotOfOutput() {
        build.build(
                "FROM base\nRUN i=0; while [ $i -lt 3000 ]; do echo \"line $i of many, many lines that fill the pipe and more\"; i=$((i+1)); done\n");
        assertThat(build.output().lines()).hasSize(3000);
        assertThat(build.output()).endsWith("line 2999 of many, many lines that fill the pipe and more\n");
    }
}
