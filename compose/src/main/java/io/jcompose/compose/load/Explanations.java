package io.jcompose.compose.load;

import io.jcompose.compose.load.env.EnvironmentFiles.Setting;
import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.model.SourceMark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the values of a load come from.
 *
 * @param overridden by path: what was written there before and gave way, oldest first
 * @param uses by variable: the places whose values hold it
 * @param sources by variable: every place that sets it, the one that counts first
 */
public record Explanations(
        Map<String, List<Node>> overridden, Map<String, List<Use>> uses, Map<String, List<VariableSource>> sources) {

    /** A value that holds a variable. */
    public record Use(SourceMark mark, String path) {}

    /** One place that gives a variable a value; {@code included}: for the files of an include only. */
    public record VariableSource(String where, String value, boolean included) {}

    static Explanations of(History history, Map<String, List<VariableSource>> sources) {
        Map<String, List<Node>> overridden = new LinkedHashMap<>();
        history.replacements()
                .forEach(r -> overridden
                        .computeIfAbsent(r.path(), _ -> new ArrayList<>())
                        .add(r.before()));
        Map<String, List<Use>> uses = new LinkedHashMap<>();
        history.mentions()
                .forEach((variable, mentions) -> uses.put(
                        variable,
                        mentions.stream()
                                .map(m -> new Use(m.mark(), m.path()))
                                .distinct()
                                .toList()));
        return new Explanations(overridden, uses, sources);
    }

    /** Every source of every variable: the invocation's environment first, then the files, the last one first, then those of includes. */
    static Map<String, List<VariableSource>> sources(
            Map<String, String> environment, List<Map<String, Setting>> files, List<Map<String, Setting>> included) {
        Map<String, List<VariableSource>> out = new LinkedHashMap<>();
        environment.forEach((name, value) -> out.computeIfAbsent(name, _ -> new ArrayList<>())
                .add(new VariableSource("the environment of the command", value, false)));
        files.reversed().forEach(settings -> add(settings, false, out));
        included.forEach(settings -> add(settings, true, out));
        return out;
    }

    /** A file that is read once more for an include, as the .env of one directory is for each file of it, is told once. */
    private static void add(Map<String, Setting> settings, boolean included, Map<String, List<VariableSource>> out) {
        settings.forEach((name, setting) -> {
            List<VariableSource> known = out.computeIfAbsent(name, _ -> new ArrayList<>());
            String where = setting.mark().toString();
            if (known.stream().noneMatch(source -> source.where().equals(where))) {
                known.add(new VariableSource(where, setting.value(), included));
            }
        });
    }
}
