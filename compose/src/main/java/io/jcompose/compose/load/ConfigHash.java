package io.jcompose.compose.load;

import io.jcompose.compose.model.FileMount;
import io.jcompose.compose.model.FileObject;
import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.Service;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * When a service's containers must be made anew: when this hash changes. It covers the canonical definition, in which env files are resolved,
 * and the content of the configs and secrets that the service uses, wherever that comes from.
 */
public final class ConfigHash {
    private ConfigHash() {}

    /**
     * Sha-256 in hexadecimal. Reads the files of configs and secrets; one that does not exist counts as such.
     *
     * @throws JcomposeException when such a file can't be read
     */
    public static String of(Project project, Service service) {
        MessageDigest digest = sha256();
        add(digest, service.origin().definition());
        addObjects(digest, "configs", service.storage().configs(), project.configs());
        addObjects(digest, "secrets", service.storage().secrets(), project.secrets());
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void addObjects(
            MessageDigest digest, String section, List<FileMount> mounts, Map<String, FileObject> objects) {
        for (FileMount mount : mounts) {
            FileObject object = objects.get(mount.source());
            add(digest, section + "." + mount.source());
            add(digest, object == null ? new byte[0] : content(object.source()));
        }
    }

    private static byte[] content(FileObject.Source source) {
        return switch (source) {
            case FileObject.FromFile file -> read(Path.of(file.path()));
            case FileObject.FromEnvironment variable ->
                variable.value().orElse("").getBytes(StandardCharsets.UTF_8);
            case FileObject.Inline inline -> inline.content().getBytes(StandardCharsets.UTF_8);
            case FileObject.External _ -> new byte[0];
        };
    }

    private static byte[] read(Path file) {
        try {
            return Files.isDirectory(file) ? new byte[0] : Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return new byte[0]; // the engine says so when it mounts it; until then it has no content
        } catch (IOException e) {
            throw new JcomposeException(
                    JcomposeException.Kind.DENIED,
                    "cannot read \"" + file + "\": " + e.getMessage(),
                    "make the file readable",
                    e);
        }
    }

    private static void add(MessageDigest digest, String text) {
        add(digest, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Length first, so that neighbours can't run into each other. */
    private static void add(MessageDigest digest, byte[] bytes) {
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
