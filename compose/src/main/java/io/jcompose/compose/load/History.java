package io.jcompose.compose.load;

import io.jcompose.compose.load.env.EnvironmentFiles;
import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.TreePath;
import io.jcompose.compose.model.SourceMark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What happened on the way to the project: which value replaced which, where variables are used, and what env files of includes set. */
final class History {
    /** A value that gave way to another. */
    record Replacement(String path, Node before, Node after) {}

    /** A value in which a variable stands. */
    record Mention(SourceMark mark, String path) {}

    private final List<Replacement> replacements = new ArrayList<>();
    private final Map<String, List<Mention>> mentions = new LinkedHashMap<>();
    private final Map<String, List<Mention>> unset = new LinkedHashMap<>();
    private final List<Map<String, EnvironmentFiles.Setting>> included = new ArrayList<>();
    private final Map<String, String> lookedUp = new LinkedHashMap<>();

    void replaced(TreePath path, Node before, Node after) {
        replacements.add(new Replacement(path.toString(), before, after));
    }

    void mentioned(String variable, SourceMark mark, TreePath path) {
        mentions.computeIfAbsent(variable, _ -> new ArrayList<>()).add(new Mention(mark, path.toString()));
    }

    /** A place that wants a variable which is not set and has no default. */
    void unset(String variable, SourceMark mark, TreePath path) {
        unset.computeIfAbsent(variable, _ -> new ArrayList<>()).add(new Mention(mark, path.toString()));
    }

    /** The variables of an env file that stand for the files of one include only. */
    void included(Map<String, EnvironmentFiles.Setting> settings) {
        included.add(settings);
    }

    /** The value of the variable that a config or secret takes its content from, where its file was loaded. */
    void lookedUp(String object, String value) {
        lookedUp.putIfAbsent(object, value);
    }

    List<Replacement> replacements() {
        return replacements;
    }

    Map<String, List<Mention>> mentions() {
        return mentions;
    }

    Map<String, List<Mention>> unset() {
        return unset;
    }

    List<Map<String, EnvironmentFiles.Setting>> included() {
        return included;
    }

    Map<String, String> lookedUp() {
        return lookedUp;
    }
}
