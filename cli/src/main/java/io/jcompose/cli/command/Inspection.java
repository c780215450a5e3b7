package io.jcompose.cli.command;

import io.jcompose.cli.template.Nothing;
import io.jcompose.cli.template.Template;
import io.jcompose.cli.template.TemplateException;
import io.jcompose.error.JcomposeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code container inspect} and {@code image inspect} do alike: docker's JSON, whole or by a template; one that is missing does not keep the others back. */
public final class Inspection {
    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            description = "json, or a Go template")
    String format = "";

    private Template template() {
        try {
            return Template.parse(format.equals("json") ? "{{json .}}" : format);
        } catch (TemplateException e) {
            throw new Unreadable(e);
        }
    }

    /** A template that can't be parsed has an exit code of its own, which is docker's. */
    private static final class Unreadable extends JcomposeException {
        private static final long serialVersionUID = 1L;

        Unreadable(TemplateException cause) {
            super(
                    cause.kind(),
                    String.valueOf(cause.getMessage()),
                    cause.remedy().orElse(""),
                    cause);
        }

        @Override
        public int exitCode() {
            return 64;
        }
    }

    /** @param view fails when there is nothing of that name */
    public void print(List<String> names, Function<String, Map<String, @Nullable Object>> view, Context context) {
        if (!format.isEmpty()) {
            Template template = template();
            Each.of(names, name -> context.streams().outLine(template.apply(view.apply(name))));
            return;
        }
        List<@Nullable Object> found = new ArrayList<>();
        try {
            Each.of(names, name -> found.add(Nothing.inJson(view.apply(name))));
        } finally {
            context.streams().outLine(new Json().pretty(found));
        }
    }
}
