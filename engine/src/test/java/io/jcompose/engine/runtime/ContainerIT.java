package io.jcompose.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a program finds inside a container, asked of the kernel by busybox. */
final class ContainerIT {
    private Busybox box;

    @BeforeEach
    void open() {
        Busybox.require();
        box = new Busybox();
    }

    @AfterEach
    void close() {
        if (box != null) {
            box.close();
        }
    }

    @Test
    void printsAndEndsWithItsCode() throws Exception {
        Busybox.Bundle bundle = box.bundle("sh", "-c", "echo hello; echo $$; hostname; exit 7");

        ExitStatus status = bundle.run();

        assertThat(bundle.errors()).isEmpty();
        assertThat(bundle.lines()).containsExactly("hello", "1", "box");
        assertThat(status).isEqualTo(new ExitStatus.Exited(7));
    }
}
