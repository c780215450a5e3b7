package io.jcompose.compose.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Valid files with random damage: each is loaded or refused with a sentence, never with another exception, and in less than two seconds of a processor
 * (not of the clock, which a busy machine stretches). {@code -Pnightly} tries a hundred thousand. The seed is fixed, so a failure names a document that
 * fails again.
 */
class MutationTest {
    private static final List<String> PIECES = List.of(
            "null",
            "[]",
            "{}",
            "- ",
            ": ",
            "  ",
            "\"",
            "'",
            "${",
            "${A:-",
            "}",
            "$$",
            "!reset ",
            "!override ",
            "<<: ",
            "*a",
            "&a ",
            "|",
            ">-",
            "#",
            "0",
            "-1",
            "1e400",
            "99999999999999999999",
            "true",
            "~",
            "service:",
            "x-",
            "\t",
            "\u0000",
            "é",
            "[[",
            "? ",
            "---\n",
            "extends: a",
            "include: [a]",
            "ports: ",
            "volumes: ",
            "depends_on: ",
            "a:b:c:d",
            "1m30s",
            "10gb",
            ":::",
            "/",
            "..",
            "%");

    private static final Duration LONGEST = Duration.ofSeconds(2);

    @TempDir
    Path directory;

    @Test
    void neverFailsWithAnythingButASentence() throws IOException {
        mutate(Integer.getInteger("jcompose.mutations", 400));
    }

    @Test
    @Tag("nightly")
    void neverFailsWithAnythingButASentenceInAHundredThousandDocuments() throws IOException {
        mutate(100_000);
    }

    private void mutate(int wanted) throws IOException {
        List<String> documents = documents();
        Random random = new Random(20_261_120);
        List<String> crashes = new ArrayList<>();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (int i = 0; i < wanted && crashes.size() < 5; i++) {
            String text = mutated(documents.get(random.nextInt(documents.size())), random);
            long before = threads.getCurrentThreadCpuTime();
            try {
                LoadResult result = new ProjectLoader().load(request(text));
                ConfigRenderer.yaml(result);
                ConfigRenderer.json(result);
                result.project().services().values().forEach(service -> ConfigHash.of(result.project(), service));
            } catch (JcomposeException e) {
                assertThat(e.getMessage()).isNotBlank();
            } catch (RuntimeException | StackOverflowError e) {
                crashes.add("document " + i + ": " + e + " at "
                        + Arrays.stream(e.getStackTrace()).limit(6).toList() + "\n" + text);
            }
            Duration taken = Duration.ofNanos(threads.getCurrentThreadCpuTime() - before);
            if (taken.compareTo(LONGEST) > 0) {
                crashes.add("document " + i + ": took " + taken + "\n" + text);
            }
        }
        assertThat(crashes).isEmpty();
    }

    private LoadRequest request(String text) {
        return new LoadRequest(
                directory,
                List.of("-"),
                Optional.of(text),
                Map.of("HOME", "/root"),
                List.of(),
                List.of("*"),
                Optional.of("mutation"),
                Optional.empty(),
                LoadFlags.DEFAULT);
    }

    private static List<String> documents() throws IOException {
        List<String> out = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Corpora.at("compose-config"))) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (Files.isRegularFile(file)
                        && (name.endsWith(".yaml") || name.endsWith(".yml"))
                        && Files.size(file) < 20_000) {
                    out.add(Files.readString(file));
                }
            }
        }
        return out;
    }

    private static String mutated(String document, Random random) {
        StringBuilder text = new StringBuilder(document);
        int times = 1 + random.nextInt(4);
        for (int i = 0; i < times && !text.isEmpty(); i++) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + 1 + random.nextInt(8));
            switch (random.nextInt(6)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 2 -> text.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
                case 3 -> text.insert(at, text.substring(at, end));
                case 4 -> swapLines(text, random);
                default -> replaceValue(text, at, random);
            }
        }
        return text.toString();
    }

    private static void swapLines(StringBuilder text, Random random) {
        List<String> lines = new ArrayList<>(Arrays.asList(text.toString().split("\n", -1)));
        int a = random.nextInt(lines.size());
        int b = random.nextInt(lines.size());
        String kept = lines.get(a);
        lines.set(a, lines.get(b));
        lines.set(b, kept);
        text.setLength(0);
        text.append(String.join("\n", lines));
    }

    /** The value of the key after a position becomes something else. */
    private static void replaceValue(StringBuilder text, int from, Random random) {
        int colon = text.indexOf(": ", from);
        int end = colon < 0 ? -1 : text.indexOf("\n", colon);
        if (end > 0) {
            text.replace(colon + 2, end, PIECES.get(random.nextInt(PIECES.size())));
        }
    }
}
