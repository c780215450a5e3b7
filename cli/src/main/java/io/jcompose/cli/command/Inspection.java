package io.jcompose.cli.command;

import io.jcompose.cli.template.Nothing;
import io.jcompose.cli.template.Template;
import io.jcompose.cli.template.TemplateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code container inspect}, {@code image inspect} and others do alike: docker's JSON, whole or by a template; one that is missing does not keep the others back. */
public final class Inspection {
    /** Docker's, for a template that can't be parsed. */
    private static final int UNREADABLE = 64;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            description = "json, or a Go template")
    String format = "";

    private Template template() {
        try {
            return Template.parse(format);
        } catch (TemplateException e) {
            throw new OwnExitCode(e, UNREADABLE);
        }
    }

    /** @param view fails when there is nothing of that name */
    public void print(List<String> names, Function<String, Map<String, @Nullable Object>> view, Context context) {
        if (!format.isEmpty() && !format.equals("json")) {
            Template template = template();
            Each.of(names, name -> context.streams().outLine(template.apply(view.apply(name))));
            return;
        }
        List<@Nullable Object> found = new ArrayList<>();
        try {
            Each.of(names, name -> found.add(Nothing.inJson(view.apply(name))));
        } finally {
            context.streams().outLine(format.isEmpty() ? new Json().pretty(found) : new Json().line(found));
        }
    }
}
