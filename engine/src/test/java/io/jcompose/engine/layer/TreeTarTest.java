package io.jcompose.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.linux.tree.Directory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TreeTarTest {
    @TempDir
    Path tree;

    /** What stays must be there, what comes and goes may be, and a file that is replaced is one of the two, whole. */
    @Test
    void aTreeThatChangesWhileItIsReadGivesAWholeTar() throws Exception {
        Files.createDirectories(tree.resolve("a/stays"));
        Files.createDirectories(tree.resolve("z"));
        Files.writeString(tree.resolve("z/stays"), "here");
        AtomicBoolean done = new AtomicBoolean();
        Thread changing = Thread.ofPlatform().start(() -> {
            for (int i = 0; !done.get(); i++) {
                change(i);
            }
        });
        try {
            for (int i = 0; i < 2_000; i++) {
                assertThat(members(tar())).contains("a/", "a/stays/", "z/", "z/stays");
            }
        } finally {
            done.set(true);
            changing.join();
        }
    }

    private void change(int round) {
        Path replaced = tree.resolve("replaced");
        Path prepared = tree.resolve("prepared");
        Path comes = tree.resolve("comes" + round % 3);
        try {
            Files.writeString(prepared, Integer.toString(round % 10).repeat(1 + round % 10 * 700));
            Files.move(prepared, replaced, StandardCopyOption.ATOMIC_MOVE);
            Files.createDirectories(comes.resolve("deep"));
            Files.writeString(comes.resolve("deep/file"), "");
            Files.createLink(comes.resolve("deep/same"), comes.resolve("deep/file"));
            Files.createSymbolicLink(comes.resolve("link"), Path.of("deep"));
            Directory.removeTree(comes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] tar() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarWriter tar = new TarWriter(out);
        try (Directory directory = Directory.open(tree)) {
            new TreeTar(tar).below(directory, "");
        }
        tar.end();
        return out.toByteArray();
    }

    private static Set<String> members(byte[] tar) throws IOException {
        Set<String> names = new TreeSet<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
                if (entry.isLink()) {
                    assertThat(names).contains(entry.getLinkName());
                }
                if (entry.getName().equals("replaced")) {
                    String content = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                    int digit = content.charAt(0) - '0';
                    assertThat(content).isEqualTo(Integer.toString(digit).repeat(1 + digit * 700));
                }
            }
        }
        return names;
    }
}
