package io.jcompose.compose.load.yaml;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.complaint.ComposeFileException;
import io.jcompose.compose.model.SourceMark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Reads YAML text. */
public final class YamlReader {
    private static final int CODE_POINT_LIMIT = 16 * 1024 * 1024;

    private YamlReader() {}

    /**
     * All documents of a text.
     *
     * @param file how complaints and marks name the text
     * @throws ComposeFileException when it is not YAML, has a key twice in one mapping, or aliases that grow without bound
     */
    public static List<Document> read(String file, String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setUseMarks(true)
                .setCodePointLimit(CODE_POINT_LIMIT)
                .setMaxAliasesForCollections(Integer.MAX_VALUE)
                .setAllowRecursiveKeys(false)
                .build();
        List<Document> documents = new ArrayList<>();
        try {
            Parser parser = new JoinedDocuments(new ParserImpl(settings, new StreamReader(settings, text)));
            if (new Composer(settings, parser).getSingleNode().orElseThrow() instanceof SequenceNode joined) {
                for (Node node : joined.getValue()) {
                    documents.add(new TreeBuilder(file).build(node));
                }
            }
        } catch (MarkedYamlEngineException e) {
            throw new ComposeFileException(List.of(complaint(file, e)));
        } catch (YamlEngineException e) {
            throw new ComposeFileException(
                    List.of(Complaint.of(new SourceMark(file, 0, 0), "", "not YAML: " + e.getMessage())));
        } catch (StackOverflowError e) {
            throw new ComposeFileException(List.of(Complaint.of(new SourceMark(file, 0, 0), "", "nested too deeply")));
        }
        return documents;
    }

    private static Complaint complaint(String file, MarkedYamlEngineException e) {
        String problem = String.valueOf(e.getProblem());
        // What is never closed is wrong where it begins, not at the end of the file.
        Optional<Mark> mark = problem.contains("end of stream")
                ? e.getContextMark().or(e::getProblemMark)
                : e.getProblemMark().or(e::getContextMark);
        SourceMark place = mark.map(m -> new SourceMark(file, m.getLine() + 1, m.getColumn() + 1))
                .orElse(new SourceMark(file, 0, 0));
        String context = e.getContext() == null || e.getContext().isEmpty() ? "" : e.getContext() + ": ";
        Complaint complaint = Complaint.of(place, "", "not YAML: " + context + problem);
        if (problem.contains("undefined alias")) {
            return complaint.withSuggestion("an anchor holds within one file, after the place that defines it");
        }
        if (problem.contains("'\\t'") || problem.contains("(TAB)")) {
            return complaint.withSuggestion("indent with spaces, YAML forbids tabs there");
        }
        return complaint;
    }
}
