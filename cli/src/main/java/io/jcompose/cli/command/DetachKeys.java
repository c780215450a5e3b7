package io.jcompose.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jcompose.cli.invocation.Invocation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys by which one leaves a container at a terminal: {@code ctrl-p,ctrl-q} (moby/term, ascii.go). */
public final class DetachKeys {
    private static final String USUAL = "ctrl-p,ctrl-q";

    private final List<Byte> keys;

    private DetachKeys(List<Byte> keys) {
        this.keys = keys;
    }

    /** The flag's, else those of the caller's docker configuration ({@code detachKeys}), else docker's. */
    public static DetachKeys of(@Nullable String flag, Invocation invocation) {
        String configured = flag != null ? flag : configured(invocation);
        return parse(configured.isEmpty() ? USUAL : configured);
    }

    /** @throws io.jcompose.error.JcomposeException INVALID for what is neither a character nor {@code ctrl-} with a letter or one of {@code @ [ \ ] ^ _} */
    static DetachKeys parse(String text) {
        return new DetachKeys(List.of(text.split(",", -1)).stream()
                .map(key -> code(key, text))
                .toList());
    }

    private static byte code(String key, String all) {
        if (key.length() == 1 && key.charAt(0) < 128) {
            return (byte) key.charAt(0);
        }
        if (key.startsWith("ctrl-") && key.length() == 6) {
            char letter = key.charAt(5);
            if (letter >= 'a' && letter <= 'z') {
                return (byte) (letter - 'a' + 1);
            }
            if (letter == '@' || letter >= '[' && letter <= '_') {
                return (byte) (letter - '@');
            }
        }
        throw ComposeCommand.invalid("invalid detach keys (" + all + ") provided", "write for instance ctrl-p,ctrl-q");
    }

    private static String configured(Invocation invocation) {
        String directory = invocation.variable("DOCKER_CONFIG");
        Path file = directory.isEmpty()
                ? Path.of(invocation.environment().getOrDefault("HOME", "/root"), ".docker", "config.json")
                : invocation.resolve(directory).resolve("config.json");
        if (!Files.isReadable(file)) {
            return "";
        }
        try {
            JsonNode configuration = new ObjectMapper().readTree(file.toFile());
            return configuration == null ? "" : configuration.path("detachKeys").asText("");
        } catch (IOException e) {
            throw ComposeCommand.invalid("error loading config file: " + file + ": it is not JSON", "mend it");
        }
    }

    Watch watch() {
        return new Watch();
    }

    /** One terminal's input. What may be the beginning of the keys is held back until it is clear that it is not. */
    final class Watch {
        private int matched;

        /** What of the bytes goes on to the process. */
        byte[] passed(byte[] typed) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (byte key : typed) {
                if (complete()) {
                    break;
                }
                if (key != keys.get(matched)) {
                    keys.subList(0, matched).forEach(held -> out.write(held));
                    matched = 0;
                }
                if (key == keys.get(matched)) {
                    matched++;
                } else {
                    out.write(key);
                }
            }
            return out.toByteArray();
        }

        boolean complete() {
            return matched == keys.size();
        }
    }
}
