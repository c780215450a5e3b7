package io.jcompose.engine.log.driver;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A log tag: text with fields such as {@code {{.Name}}/{{.ID}}} (docs.docker.com, "Customize log driver output").
 *
 * @param pieces are put one after the other
 */
record LogTag(List<Function<LogSubject, String>> pieces) {
    private static final Pattern FIELD = Pattern.compile("\\{\\{-?\\s*(.*?)\\s*-?\\}\\}");
    private static final int SHORT = 12;

    private static final Map<String, Function<LogSubject, String>> FIELDS = Map.of(
            ".ID", LogSubject::shortId,
            ".FullID", LogSubject::id,
            ".Name", LogSubject::name,
            ".ImageID", container -> shortened(container.imageId()),
            ".ImageFullID", LogSubject::imageId,
            ".ImageName", LogSubject::imageName,
            ".DaemonName", container -> "docker",
            ".Hostname", container -> HostName.read(),
            ".Command", container -> String.join(" ", container.command()));

    LogTag {
        pieces = List.copyOf(pieces);
    }

    static LogTag parse(String text) {
        List<Function<LogSubject, String>> pieces = new ArrayList<>();
        Matcher matcher = FIELD.matcher(text);
        int at = 0;
        while (matcher.find()) {
            String plain = text.substring(at, matcher.start());
            Function<LogSubject, String> field = FIELDS.get(matcher.group(1));
            if (field == null) {
                throw invalid(text, "\"" + matcher.group() + "\" is no field of a log tag");
            }
            pieces.add(container -> plain);
            pieces.add(field);
            at = matcher.end();
        }
        String rest = text.substring(at);
        if (rest.contains("{{")) {
            throw invalid(text, "unclosed action");
        }
        pieces.add(container -> rest);
        return new LogTag(pieces);
    }

    private static JcomposeException invalid(String text, String reason) {
        return new JcomposeException(
                Kind.INVALID,
                "template: log-tag: \"" + text + "\": " + reason,
                "use fields such as {{.ID}}, {{.Name}}, {{.ImageName}}: "
                        + FIELDS.keySet().stream().sorted().collect(Collectors.joining(" ")));
    }

    String of(LogSubject container) {
        return pieces.stream().map(piece -> piece.apply(container)).collect(Collectors.joining());
    }

    private static String shortened(String digest) {
        String hex = digest.substring(digest.indexOf(':') + 1);
        return hex.substring(0, Math.min(SHORT, hex.length()));
    }
}
