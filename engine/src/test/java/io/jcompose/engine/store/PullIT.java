package io.jcompose.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.engine.image.Credentials;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.ImageName;
import io.jcompose.engine.image.ImageUsers;
import io.jcompose.engine.image.PullProgress;
import io.jcompose.engine.registry.DockerLogins;
import io.jcompose.engine.registry.Retries;
import io.jcompose.error.JcomposeException;
import io.jcompose.linux.tree.Directory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PullIT {
    /** Two layers: a shell, then one that deletes, adds below a directory that it does not name, and is large enough to be cut. */
    private static final String IMAGE = """
            mkdir -p one/bin one/tmp one/etc; cp /bin/busybox one/bin/busybox; chmod 1777 one/tmp; echo 1 > one/etc/gone; chmod 700 one/etc
            mkdir -p two/tmp two/etc; head -c 3000000 /dev/urandom > two/tmp/data; touch two/etc/.wh.gone
            tar -C one -cf one.tar .; tar -C two -cf two.tar tmp/data etc/.wh.gone
            blob() { h=$(sha256sum < $1 | head -c 64); cp $1 oci/blobs/sha256/$h; echo $h; }
            mkdir -p oci/blobs/sha256; gzip -nk one.tar; zstd -qk two.tar
            d1=$(sha256sum < one.tar | head -c 64); d2=$(sha256sum < two.tar | head -c 64); b1=$(blob one.tar.gz); b2=$(blob two.tar.zst)
            arch=$(dpkg --print-architecture)
            cat > config <<END
            {"architecture":"$arch","os":"linux","config":{"Env":["PATH=/bin"],"Cmd":["/bin/busybox","sh"]},"rootfs":{"type":"layers","diff_ids":["sha256:$d1","sha256:$d2"]}}
            END
            c=$(blob config)
            cat > manifest <<END
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:$c","size":$(stat -c %s config)},"layers":[
            {"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:$b1","size":$(stat -c %s one.tar.gz)},{"mediaType":"application/vnd.oci.image.layer.v1.tar+zstd","digest":"sha256:$b2","size":$(stat -c %s two.tar.zst)}]}
            END
            gzip -nk two.tar; b3=$(blob two.tar.gz)
            sed "s/tar+zstd/tar+gzip/; s/$b2/$b3/; s/$(stat -c %s two.tar.zst)/$(stat -c %s two.tar.gz)/" manifest > manifest-gzip; g=$(blob manifest-gzip)
            m=$(blob manifest); echo $m > manifest-digest
            cat > list <<END
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:$m","size":$(stat -c %s manifest),"platform":{"os":"linux","architecture":"$arch"}}]}
            END
            l=$(blob list)
            echo '{"imageLayoutVersion":"1.0.0"}' > oci/oci-layout
            cat > oci/index.json <<END
            {"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:$m","size":$(stat -c %s manifest),"annotations":{"org.opencontainers.image.ref.name":"one"}},{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:$g","size":$(stat -c %s manifest-gzip),"annotations":{"org.opencontainers.image.ref.name":"gzip"}},{"mediaType":"application/vnd.oci.image.index.v1+json","digest":"sha256:$l","size":$(stat -c %s list),"annotations":{"org.opencontainers.image.ref.name":"list"}}]}
            END
            skopeo copy -q --dest-tls-verify=false oci:oci:one docker://HOST/shop/web:oci
            skopeo copy -q --all --dest-tls-verify=false oci:oci:list docker://HOST/shop/web:list
            skopeo copy -q --dest-tls-verify=false --format v2s2 oci:oci:gzip docker://HOST/shop/web:docker
            skopeo copy -q --dest-tls-verify=false oci:oci:one docker://HOST/library/hub:latest
            """;

    private final Path shared;
    private LocalRegistry registry;
    private Path home = Path.of("/");
    private OciImages images;

    @SuppressWarnings("NullAway.Init")
    PullIT() throws IOException {
        shared = Files.createTempDirectory("jcompose-pull");
    }

    @BeforeAll
    void fill() {
        Shell.needs("docker-registry", "skopeo", "busybox", "zstd");
        registry = new LocalRegistry(shared);
        Shell.run("cd " + shared + "\n" + IMAGE.replace("HOST", registry.host()));
    }

    @BeforeEach
    void open() throws IOException {
        home = Files.createTempDirectory(shared, "home");
        images = OciImages.open(home, ImageUsers.NONE, Duration.ofMillis(700), new Retries(3, Duration.ofMillis(10)));
    }

    @AfterEach
    void close() {
        if (images != null) {
            images.close();
        }
    }

    @AfterAll
    void remove() {
        if (registry != null) {
            registry.close();
        }
        Directory.removeTree(shared);
    }

    @ParameterizedTest
    @ValueSource(strings = {"oci", "list", "docker"})
    void pullsEveryKindOfManifest(String tag) {
        Image image = images.pull(ImageName.parse(registry.host() + "/shop/web:" + tag), PullProgress.NONE);
        assertThat(image.config().process().command()).containsExactly("/bin/busybox", "sh");
        assertThat(image.tags()).containsExactly(ImageName.parse(registry.host() + "/shop/web:" + tag));
        List<Path> layers = images.layerDirectories(image);
        assertThat(Shell.run("cmp " + layers.get(0) + "/bin/busybox /bin/busybox; cmp " + layers.get(1) + "/tmp/data "
                        + shared + "/two/tmp/data; stat -c '%F %t:%T' " + layers.get(1) + "/etc/gone"))
                .isEqualTo("character special file 0:0");
        assertThat(Shell.run("skopeo inspect oci:" + home + "/oci:" + registry.host() + "/shop/web:" + tag))
                .contains("Layers");
    }

    @Test
    void directoriesThatALayerDoesNotNameLookAsBelow() {
        Image image = images.pull(name("oci"), PullProgress.NONE);
        assertThat(Shell.run("cd " + images.layerDirectories(image).get(1) + "; stat -c '%a %u' tmp etc"))
                .isEqualTo("1777 0\n700 0");
    }

    @Test
    void anImageThatIsHereAndStillMeantIsNotFetchedAgain() {
        try (Front front = new Front(registry.host(), Front.Login.NONE)) {
            ImageName name = ImageName.parse(front.host() + "/shop/web:list");
            Image first = images.pull(name, PullProgress.NONE);
            long manifests = front.count("GET /v2/shop/web/manifests");
            assertThat(images.pull(name, PullProgress.NONE)).isEqualTo(first);
            assertThat(front.count("GET /v2/shop/web/manifests")).isEqualTo(manifests);
            assertThat(images.find(front.host() + "/shop/web@" + first.manifest()))
                    .contains(first);
        }
    }

    @Test
    void pullsByDigest() throws IOException {
        String digest =
                "sha256:" + Files.readString(shared.resolve("manifest-digest")).strip();
        ImageName name = ImageName.parse(registry.host() + "/shop/web@" + digest);
        Image image = images.pull(name, PullProgress.NONE);
        assertThat(image.manifest().value()).isEqualTo(digest);
        assertThat(images.find(name.toString())).contains(image);
        assertThat(images.pull(name, PullProgress.NONE)).isEqualTo(image);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BASIC", "TOKEN"})
    void logsInWithWhatDockerLoginLeft(String how) throws IOException {
        try (Front front = new Front(registry.host(), Front.Login.valueOf(how))) {
            ImageName name = ImageName.parse(front.host() + "/shop/web:oci");
            assertThatThrownBy(() -> images.pull(name, PullProgress.NONE))
                    .isInstanceOf(JcomposeException.class)
                    .satisfies(
                            e -> assertThat(((JcomposeException) e).kind()).isEqualTo(JcomposeException.Kind.DENIED));
            Path config = home.resolve("docker.json");
            String pair = Base64.getEncoder()
                    .encodeToString((Front.USER + ":" + Front.PASSWORD).getBytes(StandardCharsets.UTF_8));
            Files.writeString(config, "{\"auths\":{\"http://" + front.host() + "\":{\"auth\":\"" + pair + "\"}}}");
            Credentials logins = DockerLogins.read(config);
            assertThat(images.pull(name, logins, PullProgress.NONE).layers()).hasSize(2);
            assertThat(front.count("GET /token")).isEqualTo(how.equals("TOKEN") ? 2 : 0);
            Files.writeString(home.resolve("config.json"), Files.readString(config));
            images.remove(name.toString(), false);
            assertThat(images.pull(name, PullProgress.NONE).layers()).hasSize(2);
        }
    }

    @Test
    void namesCredentialHelpersThatItDoesNotRun() throws IOException {
        try (Front front = new Front(registry.host(), Front.Login.BASIC)) {
            Path config = home.resolve("docker.json");
            Files.writeString(config, "{\"credHelpers\":{\"" + front.host() + "\":\"pass\"}}");
            assertThatThrownBy(() -> images.pull(
                            ImageName.parse(front.host() + "/shop/web:oci"),
                            DockerLogins.read(config),
                            PullProgress.NONE))
                    .satisfies(e -> assertThat(((JcomposeException) e).remedy().orElseThrow())
                            .contains("credential helper"));
        }
    }

    @Test
    void goesOnByRangeWhereAConnectionBroke() {
        try (Front front = new Front(registry.host(), Front.Login.NONE)) {
            front.cuts.set(3);
            Image image = images.pull(ImageName.parse(front.host() + "/shop/web:oci"), PullProgress.NONE);
            assertThat(front.ranges)
                    .hasSizeGreaterThanOrEqualTo(3)
                    .allMatch(range -> range.matches("bytes=[1-9]\\d*-"));
            Shell.run("cmp " + images.layerDirectories(image).get(1) + "/tmp/data " + shared + "/two/tmp/data");
        }
    }

    @Test
    void aLaterPullGoesOnWhereAnEarlierOneGaveUp() {
        try (Front front = new Front(registry.host(), Front.Login.NONE)) {
            ImageName name = ImageName.parse(front.host() + "/shop/web:oci");
            front.cuts.set(1);
            front.failAfterCut = true;
            assertThatThrownBy(() -> images.pull(name, PullProgress.NONE)).hasMessageContaining(front.host());
            assertThat(images.list()).isEmpty();
            front.failures.set(0);
            front.ranges.clear();
            images.close();
            images = OciImages.open(home, ImageUsers.NONE);
            images.pull(name, PullProgress.NONE);
            assertThat(front.ranges).isNotEmpty();
        }
    }

    @Test
    void aPeerThatFallsSilentIsLeftAndAskedAgain() {
        try (Front front = new Front(registry.host(), Front.Login.NONE)) {
            front.silences.set(1);
            assertThat(images.pull(ImageName.parse(front.host() + "/shop/web:oci"), PullProgress.NONE)
                            .layers())
                    .hasSize(2);
            assertThat(front.ranges).hasSize(1);
        }
    }

    @Test
    void aServerErrorThatPassesIsOvercome() {
        try (Front front = new Front(registry.host(), Front.Login.NONE)) {
            front.failures.set(2);
            assertThat(images.pull(ImageName.parse(front.host() + "/shop/web:oci"), PullProgress.NONE)
                            .layers())
                    .hasSize(2);
        }
    }

    @Test
    void bytesThatAreNotThoseOfTheDigestAreRefused() {
        try (Front front = new Front(registry.host(), Front.Login.NONE)) {
            front.lies.set(1);
            assertThat(images.pull(ImageName.parse(front.host() + "/shop/web:oci"), PullProgress.NONE)
                            .layers())
                    .hasSize(2);
            images.remove(front.host() + "/shop/web:oci", false);
            front.lies.set(100);
            assertThatThrownBy(() -> images.pull(ImageName.parse(front.host() + "/shop/web:oci"), PullProgress.NONE))
                    .hasMessageContaining("other contents");
            assertThat(images.list()).isEmpty();
        }
    }

    @Test
    void triesTheMirrorForDockersOwnImages() throws IOException {
        try (Front front = new Front(registry.host(), Front.Login.NONE)) {
            Files.writeString(home.resolve("config.json"), "{\"registry-mirrors\":[\"http://" + front.host() + "\"]}");
            Image image = images.pull(ImageName.parse("hub"), PullProgress.NONE);
            assertThat(image.tags()).containsExactly(ImageName.parse("docker.io/library/hub:latest"));
            assertThat(front.count("GET /v2/library/hub/manifests/latest")).isEqualTo(1);
        }
    }

    @Test
    void saysWhichRegistryIsDown() throws IOException {
        String host = "127.0.0.1:" + LocalRegistry.freePort();
        assertThatThrownBy(() -> images.pull(ImageName.parse(host + "/x"), PullProgress.NONE))
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining(host)
                .satisfies(
                        e -> assertThat(((JcomposeException) e).kind()).isEqualTo(JcomposeException.Kind.UNAVAILABLE));
    }

    @Test
    void saysWhichTagIsMissing() {
        assertThatThrownBy(() -> images.pull(name("nowhere"), PullProgress.NONE))
                .hasMessageContaining("/shop/web:nowhere\" not found")
                .satisfies(e -> assertThat(((JcomposeException) e).kind()).isEqualTo(JcomposeException.Kind.NOT_FOUND));
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 1000, 2500, 5000})
    void aFullDiskIsNamedAndNothingHalfMadeStays(int kilobytes) {
        Path small = home.resolve("small");
        Shell.run("mkdir " + small + "; mount -t tmpfs -o size=" + kilobytes + "k none " + small);
        try (OciImages full = OciImages.open(small, ImageUsers.NONE)) {
            assertThatThrownBy(() -> full.pull(name("oci"), PullProgress.NONE))
                    .isInstanceOf(JcomposeException.class)
                    .hasMessageContaining("no space left on device");
            assertThat(full.list()).isEmpty();
            assertThat(Shell.run("cd " + small + "; find layers tmp oci/blobs/sha256 -mindepth 1 -not -name parts"))
                    .isEmpty();
        } finally {
            Shell.run("umount " + small);
        }
    }

    @Test
    void twoPullsOfOneImageShareTheirWork() throws Exception {
        try (Front front = new Front(registry.host(), Front.Login.NONE);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ImageName name = ImageName.parse(front.host() + "/shop/web:oci");
            Future<Image> one = threads.submit(() -> images.pull(name, PullProgress.NONE));
            Future<Image> two = threads.submit(() -> images.pull(name, PullProgress.NONE));
            assertThat(one.get()).isEqualTo(two.get());
            assertThat(front.count("GET /v2/shop/web/blobs")).isEqualTo(3);
        }
    }

    @Test
    void progressEndsWithEveryLayerComplete() {
        List<String> phases = new CopyOnWriteArrayList<>();
        images.pull(name("oci"), (layer, phase, done, total) -> phases.add(layer + " " + phase.words()));
        assertThat(phases.stream().filter(p -> p.endsWith("Pull complete"))).hasSize(2);
        assertThat(phases.stream().filter(p -> p.endsWith("Downloading"))).hasSizeGreaterThanOrEqualTo(2);
        phases.clear();
        images.pull(name("list"), (layer, phase, done, total) -> phases.add(phase.words()));
        assertThat(phases).containsOnly("Waiting", "Already exists");
    }

    private ImageName name(String tag) {
        return ImageName.parse(registry.host() + "/shop/web:" + tag);
    }
}
