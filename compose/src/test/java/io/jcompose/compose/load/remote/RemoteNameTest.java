package io.jcompose.compose.load.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.compose.load.remote.RemoteName.Artifact;
import io.jcompose.compose.load.remote.RemoteName.Git;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names docker compose 2.40 takes for remote ones: each row was tried with it. */
class RemoteNameTest {
    @ParameterizedTest
    @CsvSource({
        "https://host/a.git, https://host/a.git, '', ''",
        "HTTPS://host/a.git#, https://host/a.git, '', ''",
        "http://host/a.git#main:sub/dir, http://host/a.git, main, sub/dir",
        "https://host/a.git#:sub, https://host/a.git, '', sub",
        "https://host/a.git?ref=x&subdir=y, https://host/a.git, x, y",
        "https://host/a.git?tag=v1, https://host/a.git, refs/tags/v1, ''",
        "git@host:a/b, git@host:a/b, '', ''",
        "git@host:a/b.git#x:y, git@host:a/b.git, x, y",
        "ssh://git@host:22/a, ssh://git@host:22/a, '', ''",
        "git://host/a#b:c/../.., git://host/a, b, c/../..",
        "github.com/a/b, https://github.com/a/b, '', ''",
    })
    void isInARepository(String name, String repository, String reference, String subdirectory) {
        assertThat(RemoteName.of(name)).contains(new Git(repository, reference, subdirectory));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://host/a",
                "https://host/a.git/",
                "https://host/a.git/b",
                "https://host/a.gitx",
                "https://host/a.git?x=y",
                "https://host/a.git?ref=%zz",
                "https://host/a.git?ref=",
                "ssh://host/a?branch=q#m",
                "file:///srv/a.git",
                "git+ssh://host/a",
                "ftp://host/a.git",
                "host:a/b.git",
                "/srv/a.git",
                "./a.git",
                "compose.yaml",
                "OCI://host/a",
                "oci:host/a",
            })
    void isAPath(String name) {
        assertThat(RemoteName.of(name)).isEmpty();
    }

    @Test
    void isInARegistry() {
        assertThat(RemoteName.of("oci://host:5000/a/b:tag")).contains(new Artifact("host:5000/a/b:tag"));
    }
}
