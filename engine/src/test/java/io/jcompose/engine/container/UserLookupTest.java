package io.jcompose.engine.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserLookupTest {
    @TempDir
    Path layer;

    @BeforeEach
    void files() throws IOException {
        Files.createDirectories(layer.resolve("etc"));
        Files.writeString(
                layer.resolve("etc/passwd"),
                "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001:App:/home/app:/bin/sh\n7:x:42:43::/seven:/bin/sh\n");
        Files.writeString(
                layer.resolve("etc/group"), "root:x:0:\napps:x:1001:\nvideo:x:44:app,other\naudio:x:29:app\n");
    }

    private UserLookup.Found find(String wanted, String... more) {
        return UserLookup.in(List.of(layer)).find(wanted, List.of(more));
    }

    @Test
    void nobodyIsRootWithRootsHome() {
        UserLookup.Found found = find("");
        assertThat(found.user().uid()).isZero();
        assertThat(found.home()).isEqualTo("/root");
    }

    @Test
    void aNameGivesGroupsAndHome() {
        UserLookup.Found found = find("app");
        assertThat(found.user().uid()).isEqualTo(1000);
        assertThat(found.user().gid()).isEqualTo(1001);
        assertThat(found.user().additionalGids()).containsExactly(44, 29, 1001);
        assertThat(found.home()).isEqualTo("/home/app");
    }

    @Test
    void aGivenGroupReplacesTheMemberships() {
        UserLookup.Found found = find("app:video");
        assertThat(found.user().gid()).isEqualTo(44);
        assertThat(found.user().additionalGids()).containsExactly(44);
    }

    @Test
    void aNumberNeedsNoEntryAndMoreGroupsAreAdded() {
        UserLookup.Found found = find("1234:5", "audio", "99");
        assertThat(found.user().uid()).isEqualTo(1234);
        assertThat(found.user().gid()).isEqualTo(5);
        assertThat(found.user().additionalGids()).containsExactly(5, 29, 99);
        assertThat(found.home()).isEqualTo("/");
    }

    @Test
    void aNameMadeOfDigitsWinsOverTheNumber() {
        assertThat(find("7").user().uid()).isEqualTo(42);
    }

    @Test
    void anUnknownNameIsSaidInDockersWords() {
        assertThatThrownBy(() -> find("ghost"))
                .isInstanceOf(JcomposeException.class)
                .hasMessage("unable to find user ghost: no matching entries in passwd file");
        assertThatThrownBy(() -> find("app:ghosts"))
                .hasMessage("unable to find group ghosts: no matching entries in group file");
    }

    /** Hostile images: a file that fits into no memory, lines without an end, links out of the image. */
    @Test
    void aHostileFileCostsNoMemoryAndLeadsNowhere(@TempDir Path other) throws IOException {
        Path passwd = layer.resolve("etc/passwd");
        try (RandomAccessFile sparse = new RandomAccessFile(passwd.toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }
        assertThatThrownBy(() -> UserLookup.in(List.of(layer)))
                .isInstanceOf(JcomposeException.class)
                .hasMessageContaining("the image's /etc/passwd is larger than 8 MiB");

        Files.writeString(passwd, ":".repeat(1 << 20) + "\nmary:x:5:6::/home:/bin/sh");
        assertThat(UserLookup.in(List.of(layer)).find("mary", List.of()).user().uid())
                .isEqualTo(5);

        Path outside = Files.writeString(other.resolve("outside"), "eve:x:0:0::/:/bin/sh\n");
        for (Path target : List.of(outside, Path.of("/dev/zero"), Path.of("/proc/self/environ"))) {
            Files.delete(passwd);
            Files.createSymbolicLink(passwd, target);
            UserLookup found = UserLookup.in(List.of(layer));
            assertThatThrownBy(() -> found.find("eve", List.of())).hasMessageContaining("unable to find user eve");
        }
    }
}
