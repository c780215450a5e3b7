package io.jcompose.compose.complaint;

import io.jcompose.compose.model.SourceMark;
import java.util.List;
import java.util.Optional;

/**
 * One thing that is wrong with (or doubtful in) a compose file.
 *
 * @param mark where
 * @param path the dotted path of the value, for instance {@code services.web.ports[0]}; empty for the document
 * @param message one sentence without full stop
 * @param sourceLine the line of the file
 * @param suggestion what to write or to do instead
 * @param chain through which includes or extends the place was reached, outermost first
 */
public record Complaint(
        SourceMark mark,
        String path,
        String message,
        Optional<String> sourceLine,
        Optional<String> suggestion,
        List<String> chain) {
    public Complaint {
        chain = List.copyOf(chain);
    }

    public static Complaint of(SourceMark mark, String path, String message) {
        return new Complaint(mark, path, message, Optional.empty(), Optional.empty(), List.of());
    }

    public Complaint withSuggestion(String text) {
        return new Complaint(mark, path, message, sourceLine, Optional.of(text), chain);
    }

    public Complaint withSourceLine(String line) {
        return new Complaint(mark, path, message, Optional.of(line), suggestion, chain);
    }

    public Complaint withChain(List<String> through) {
        return new Complaint(mark, path, message, sourceLine, suggestion, through);
    }

    /** The first line of {@link #text}: {@code file:line:col path: message}. */
    public String headline() {
        StringBuilder out = new StringBuilder();
        if (!mark.file().isEmpty()) {
            out.append(mark);
        }
        if (!path.isEmpty()) {
            out.append(out.isEmpty() ? "" : " ").append(path);
        }
        return out.append(out.isEmpty() ? "" : ": ").append(message).toString();
    }

    /** The headline, the source line with a caret, the way it was reached, and the suggestion. No newline at the end. */
    public String text() {
        StringBuilder out = new StringBuilder(headline());
        if (sourceLine.isPresent() && mark.isKnown()) {
            String line = sourceLine.get();
            String number = Integer.toString(mark.line());
            out.append("\n  ")
                    .append(number)
                    .append(" | ")
                    .append(line.replace('\t', ' '))
                    .append('\n');
            int column = Math.min(mark.column() - 1, line.length());
            out.append(" ".repeat(2 + number.length()))
                    .append(" | ")
                    .append(" ".repeat(Math.max(0, column)))
                    .append('^');
        }
        for (String step : chain) {
            out.append("\n  ").append(step);
        }
        suggestion.ifPresent(text -> out.append("\n  ").append(text));
        return out.toString();
    }
}
