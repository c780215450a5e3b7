package io.jcompose.engine.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.engine.build.BuildProgress.Event;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.NewImage;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CopyBuildIT {
    private final BuildFixture build = new BuildFixture(BuildFixture.NO_RUNNER);

    @BeforeEach
    void base() {
        build.base();
    }

    @AfterEach
    void remove() {
        build.close();
    }

    @Test
    void makesAnImageOfFilesAndConfiguration() {
        build.file("app/run.sh", "#!/bin/sh\necho hi\n");
        build.shell("chmod 755 context/app/run.sh; ln -s run.sh context/app/link");
        Image image = build.build("""
                ARG BASE=base
                FROM $BASE AS web
                ENV A=1 B="two words"
                ENV C=$A-$B
                LABEL org.example="x y"
                WORKDIR /opt
                WORKDIR app
                COPY app/ .
                COPY --chown=app app/run.sh /srv/
                EXPOSE 80 5000-5001/udp
                VOLUME /data
                USER app
                STOPSIGNAL SIGINT
                HEALTHCHECK --interval=5s CMD ["/opt/app/run.sh"]
                ENTRYPOINT ["/opt/app/run.sh"]
                CMD echo $A
                """);
        assertThat(image.config().process().environment())
                .containsEntry("C", "1-two words")
                .containsEntry("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        assertThat(image.config().process().workingDir()).isEqualTo("/opt/app");
        assertThat(image.config().process().user()).isEqualTo("app");
        assertThat(image.config().process().entrypoint()).containsExactly("/opt/app/run.sh");
        assertThat(image.config().process().command()).containsExactly("/bin/sh", "-c", "echo $A");
        assertThat(image.config().exposedPorts()).containsExactly("80/tcp", "5000/udp", "5001/udp");
        assertThat(image.config().volumes()).containsExactly("/data");
        assertThat(image.config().labels()).containsEntry("org.example", "x y");
        assertThat(image.config().stopSignal()).contains("SIGINT");
        assertThat(
                        build.inRoot(
                                image,
                                "stat -c '%n %A %u:%g' opt opt/app opt/app/run.sh opt/app/link srv srv/run.sh; readlink opt/app/link"))
                .isEqualTo("""
                        opt drwxr-xr-x 0:0
                        opt/app drwxr-xr-x 0:0
                        opt/app/run.sh -rwxr-xr-x 0:0
                        opt/app/link lrwxrwxrwx 0:0
                        srv drwxrwsr-x 1000:1001
                        srv/run.sh -rwxr-xr-x 1000:1001
                        run.sh""");
        assertThat(build.images.history(image).stream().filter(h -> !h.emptyLayer()))
                .hasSize(image.layers().size());
        assertThat(build.images.history(image).stream().map(NewImage.History::createdBy))
                .contains(
                        "COPY app/ /opt/app/ # buildkit", "ENV C=1-two words", "CMD [\"/bin/sh\" \"-c\" \"echo $A\"]");
    }

    @Test
    void followsLinksOfTheImageAndNeverLeavesIt() {
        build.file("tool", "x");
        build.shell(
                "mkdir root2; ln -s /../../../../srv root2/escape; ln -s usr/bin root2/bin; mkdir -p root2/usr/bin; cp -r root2 context/root2");
        Image image = build.build("""
                FROM base
                COPY tool /bin/tool
                COPY root2 /other
                COPY tool /other/escape/inside
                COPY tool /other/bin/
                """);
        assertThat(build.inRoot(image, "ls -1 usr/bin/tool srv other/usr/bin; readlink bin other/escape"))
                .isEqualTo("usr/bin/tool\n\nother/usr/bin:\ntool\n\nsrv:\ninside\nusr/bin\n/../../../../srv");
    }

    @Test
    void aMaintainerIsTheAuthorOfTheImageAndOfThoseMadeFromIt() {
        Image image = build.build("""
                FROM scratch AS one
                MAINTAINER who <who@example.org>
                FROM one
                LABEL further=on
                """);
        assertThat(build.images.author(image)).isEqualTo("who <who@example.org>");
        assertThat(build.images.author(build.build("FROM scratch\nLABEL nobody=here\n")))
                .isEmpty();
    }

    @Test
    void writesOverAFileOfALowerLayer() {
        build.file("old", "old");
        build.file("new", "new");
        Image image = build.build("""
                FROM base
                COPY old /deep/er/file
                COPY new /deep/er/file
                """);
        assertThat(build.inRoot(image, "cat deep/er/file")).isEqualTo("new");
    }

    @Test
    void knowsDirectoriesFilesAndWildcards() {
        build.file("d/one.txt", "1");
        build.file("d/sub/two.txt", "2");
        build.file("a.txt", "a");
        build.file("b.txt", "b");
        Image image = build.build("""
                FROM scratch
                COPY d /d1
                COPY d /d2/
                COPY a.txt /x/file
                COPY a.txt b.txt /many/
                COPY *.txt /wild/
                COPY d/*/two.txt /deep
                COPY --chmod=600 a.txt /mode
                COPY --chmod=u=rwX,go= d /modes
                COPY --exclude=**/*.txt d /excluded
                COPY --parents d/sub/two.txt /parents/
                COPY <<one <<"two" /docs/
                hello $HOME ${X:-def} "quoted"
                one
                literal $X
                two
                """);
        assertThat(
                        build.inRoot(
                                image,
                                "find . -type f -printf '%P %m\\n' | sort; cat docs/one docs/two; stat -c %a modes/sub; find excluded"))
                .isEqualTo("""
                        d1/one.txt 644
                        d1/sub/two.txt 644
                        d2/one.txt 644
                        d2/sub/two.txt 644
                        deep 644
                        docs/one 644
                        docs/two 644
                        many/a.txt 644
                        many/b.txt 644
                        mode 600
                        modes/one.txt 600
                        modes/sub/two.txt 600
                        parents/d/sub/two.txt 644
                        wild/a.txt 644
                        wild/b.txt 644
                        x/file 644
                        hello  def "quoted"
                        literal $X
                        700
                        excluded
                        excluded/sub""");
    }

    @Test
    void unpacksArchivesThatAddFinds() {
        build.file("t/f", "content");
        build.shell(
                "cd context; chown 5:6 t/f; ln t/f t/hard; ln -s f t/soft; tar -czf a.tar.gz t; tar -cf - t | zstd -q > a.tar.zst; gzip -kf t/f; tar -cjf a.tbz t; tar -cJf a.txz t; tar -cf a.tar t");
        Image image = build.build("""
                FROM base
                ADD a.tar.gz /gz
                ADD a.tar.zst /zst/
                ADD a.tbz /bz
                ADD a.txz /xz
                ADD a.tar /bin
                ADD --unpack=false a.tar /kept.tar
                ADD t/f.gz /f.gz
                """);
        assertThat(
                        build.inRoot(
                                image,
                                "stat -c '%n %u:%g %h' gz/t/f zst/t/hard bz/t/f xz/t/f usr/bin/t/f; readlink gz/t/soft; cat zst/t/hard; echo; ls -1 kept.tar f.gz"))
                .isEqualTo(
                        "gz/t/f 5:6 2\nzst/t/hard 5:6 2\nbz/t/f 5:6 2\nxz/t/f 5:6 2\nusr/bin/t/f 5:6 2\nf\ncontent\nf.gz\nkept.tar");
    }

    @Test
    void refusesArchivesWhoseUnpackingNeedsTooMuchMemory() {
        build.file("t/f", "content");
        build.shell("cd context; tar -cf - t | xz --lzma2=preset=9,dict=1GiB > a.txz");
        assertThatThrownBy(() -> build.build("FROM base\nADD a.txz /xz\n"))
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("the archive \"a.txz\" can't be read: 1048")
                .hasMessageContaining("limit was 102400 KiB");
        assertThat(build.inRoot(build.build("FROM base\nADD --unpack=false a.txz /kept\n"), "ls -1 kept"))
                .isEqualTo("kept");
    }

    @Test
    void copiesFromStagesThatAreNeededOnly() {
        build.file("a", "from a");
        Image image = build.build("""
                FROM base AS unused
                COPY missing /
                FROM scratch AS one
                COPY --chown=7:8 a /a
                FROM one AS two
                COPY a /b
                FROM base
                COPY --from=two / /all/
                COPY --from=base /usr/bin/busybox /bb
                COPY --from=1 a /c
                """);
        assertThat(build.inRoot(image, "stat -c '%n %u:%g' all/a all/b c bb"))
                .isEqualTo("all/a 7:8\nall/b 0:0\nc 7:8\nbb 0:0");
        assertThat(build.events.stream().filter(Event.Started.class::isInstance).map(e -> ((Event.Started) e).title()))
                .noneMatch(title -> title.contains("unused"));
    }

    @Test
    void leavesOutWhatDockerignoreSays() {
        build.file(".dockerignore", "*\n!src\nsrc/*.tmp\nDockerfile\n");
        build.file("src/a.c", "a");
        build.file("src/a.tmp", "a");
        build.file("secret", "s");
        Image image = build.build("FROM scratch\nCOPY . /\n");
        assertThat(build.inRoot(image, "find . -type f")).isEqualTo("./src/a.c");
        assertThatThrownBy(() -> build.build("FROM scratch\nCOPY secret /\n"))
                .isInstanceOf(JcomposeException.class)
                .hasMessage("Dockerfile:2: \"secret\" not found in the build context: it is excluded by .dockerignore");
    }

    /** As with BuildKit 0.25: what is copied is a directory's content; the mode is nobody's, or that of an octal --chmod. */
    @Test
    void directoriesThatACopyMakesAreNotTheSources() {
        build.file("app/sub/f", "f");
        build.shell("chmod 700 context/app context/app/sub");
        Image image = build.build("""
                FROM base
                COPY --parents app/sub /kept/
                COPY app /plain
                COPY --chown=4 app /owned/deep
                COPY --chmod=750 app/sub/f /octal/deep/f
                COPY --chmod=g+x app /symbolic/deep
                COPY app/sub /kept/app/sub
                """);
        assertThat(build.inRoot(
                        image,
                        "stat -c '%n %a %u:%g' plain plain/sub owned owned/deep owned/deep/sub octal octal/deep symbolic"
                                + " symbolic/deep symbolic/deep/sub kept/app/sub"))
                .isEqualTo(
                        "plain 755 0:0\nplain/sub 700 0:0\nowned 755 4:4\nowned/deep 755 4:4\nowned/deep/sub 700 4:4\n"
                                + "octal 750 0:0\noctal/deep 750 0:0\nsymbolic 755 0:0\nsymbolic/deep 755 0:0\n"
                                + "symbolic/deep/sub 710 0:0\nkept/app/sub 700 0:0");
    }

    @Test
    void namesOfOneFileAreNamesOfOneFileInTheImage() {
        build.file("app/one", "long content");
        build.shell("cd context/app; mkdir sub; ln one two; ln one sub/three; echo x > alone");
        Image image = build.build("""
                FROM base AS first
                COPY app /app
                FROM base
                COPY --from=first /app /again
                COPY --from=first /app/one /app/two /apart/
                """);
        assertThat(build.inRoot(image, "stat -c '%n %h' again/[aot]* again/sub/three apart/*; cat again/sub/three"))
                .isEqualTo("again/alone 1\nagain/one 3\nagain/two 3\nagain/sub/three 3\n"
                        + "apart/one 1\napart/two 1\nlong content");
    }

    /** As with BuildKit 0.25: a number is the group's, too, and a name that nobody has is root's. */
    @Test
    void aWorkingDirectoryIsTheUsersWhoseTurnItIs() {
        Image image = build.build("""
                FROM base
                WORKDIR /roots
                USER app
                WORKDIR /one/two
                WORKDIR three
                WORKDIR /roots
                USER 55
                WORKDIR /number
                USER app:57
                WORKDIR /both
                USER nobody-knows
                WORKDIR /unknown
                """);
        assertThat(build.inRoot(image, "stat -c '%n %u:%g' roots one one/two one/two/three number both unknown"))
                .isEqualTo("roots 0:0\none 1000:1001\none/two 1000:1001\none/two/three 1000:1001\n"
                        + "number 55:55\nboth 1000:57\nunknown 0:0");
    }

    @Test
    void givesTheSameImageWhenNothingHasChangedAndSaysWhatHas() throws IOException {
        build.file("a", "1");
        build.file("b", "1");
        String file = "FROM base\nWORKDIR /app\nCOPY a b /app/\nCOPY a /second\nCMD [\"sh\"]\n";
        Image first = build.build(file);
        assertThat(build.missed()).containsExactly("not built before", "not built before", "not built before");
        build.shell(
                "touch -d '2030-01-01' context/a context/b; chmod 644 context/a; cp -a context/a context/a2; mv context/a2 context/a");
        Image second = build.build(file);
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(build.missed()).isEmpty();
        assertThat(build.cached())
                .containsExactly("[2/4] WORKDIR /app", "[3/4] COPY a b /app/", "[4/4] COPY a /second");

        build.file("b", "2");
        build.build(file);
        assertThat(build.missed()).containsExactly("file b changed", "an earlier step changed");

        build.shell("chmod 755 context/a");
        build.build(file);
        assertThat(build.missed()).startsWith("file a changed");
        build.build(file.replace("/second", "/third"));
        assertThat(build.missed()).containsExactly("instruction changed");
        assertThat(Files.list(build.directory.resolve("home/build/steps")).toList())
                .isEmpty();
    }

    @Test
    void namesThePlaceOfEveryMistake() {
        assertMistake("FROM base\nCOPYY a b\n", "Dockerfile:2: unknown instruction: COPYY (did you mean COPY?)");
        assertMistake("FROM base\n\nCOPY nofile /\n", "Dockerfile:3: \"nofile\" not found in the build context");
        assertMistake("FROM base\nCOPY --chwon=a . /\n", "Dockerfile:2: unknown flag: --chwon (did you mean chown?)");
        assertMistake(
                "FROM base\nCOPY --chown=nobody . /\n",
                "Dockerfile:2: unable to find user nobody: no matching entries in /etc/passwd of the image");
        assertMistake("FROM base\nENV A=\"${B:?must be set}\"\n", "Dockerfile:2: B: must be set");
        assertMistake("FROM ${X}\n", "Dockerfile:1: base name (${X}) should not be blank");
        assertMistake("RUN x\n", "Dockerfile:1: no build stage in current context");
        assertMistake("FROM base\nADD http://x/y /\n", "Dockerfile:2: ADD of a URL is not supported: http://x/y");
        assertMistake("FROM base\nEXPOSE 99999\n", "Dockerfile:2: invalid containerPort: 99999");
        assertMistake(
                "FROM base\nCOPY Dockerfile /etc/passwd/x\n",
                "Dockerfile:2: can't make a directory at \"/etc/passwd\": a file of that name is in the way");
        build.target = java.util.Optional.of("wbe");
        assertMistake(
                "FROM base AS web\n", "target stage \"wbe\" could not be found in Dockerfile (did you mean web?)");
    }

    private void assertMistake(String file, String message) {
        assertThatThrownBy(() -> build.build(file))
                .isInstanceOf(JcomposeException.class)
                .hasMessage(message);
    }

    @Test
    void runsTriggersOfTheBase() {
        build.file("a", "1");
        Image base = build.build("FROM base\nONBUILD COPY a /triggered\nONBUILD ENV T=yes\n");
        assertThat(base.config().onBuild()).containsExactly("COPY a /triggered", "ENV T=yes");
        build.images.tag(base.id(), io.jcompose.engine.image.ImageName.parse("withtriggers"));
        Image image = build.build("FROM withtriggers\nENV U=1\n");
        assertThat(image.config().process().environment())
                .containsEntry("T", "yes")
                .containsEntry("U", "1");
        assertThat(image.config().onBuild()).isEmpty();
        assertThat(build.inRoot(image, "cat triggered")).isEqualTo("1");
    }

    @Test
    void twoBuildsOfTheSameAtOnceDoTheWorkOnce() throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            build.file("many/f" + i, "content " + i);
        }
        build.file("Dockerfile", "FROM base\nCOPY many /many\n");
        BuildRequest request = new BuildRequest(
                build.context,
                new BuildRequest.Dockerfile.File(build.context.resolve("Dockerfile")),
                java.util.Map.of(),
                java.util.Optional.empty(),
                List.of(),
                java.util.Map.of(),
                BuildRequest.Options.DEFAULT);
        List<Image> made = java.util.Collections.synchronizedList(new java.util.ArrayList<>());
        List<Thread> threads = java.util.stream.IntStream.range(0, 4)
                .mapToObj(i -> Thread.ofVirtual().start(() -> made.add(build.builds.build(request, build.events::add))))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(made).hasSize(4);
        assertThat(made.stream().map(Image::id).distinct()).hasSize(1);
        assertThat(build.missed()).hasSize(1);
    }
}
