package io.jcompose.engine.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcompose.error.JcomposeException;
import java.io.IOException;
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
}
