package io.jcompose.compose.load;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.load.interpolate.Template;
import io.jcompose.compose.load.interpolate.TemplateException;
import io.jcompose.compose.load.interpolate.Variables;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.load.yaml.Document;
import io.jcompose.error.JcomposeException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a project is called: as given, as COMPOSE_PROJECT_NAME says, as a file says ({@code name:}), or as its directory is called. */
final class ProjectName {
    private ProjectName() {}

    static String of(
            LoadRequest request,
            Path directory,
            List<List<Document>> files,
            Map<String, String> environment,
            Complaints complaints) {
        Optional<String> given = request.projectName()
                .filter(name -> !name.isEmpty())
                .or(() -> Optional.ofNullable(environment.get("COMPOSE_PROJECT_NAME"))
                        .filter(name -> !name.isEmpty()));
        if (given.isPresent()) {
            return checked(given.get());
        }
        Optional<Scalar> written = files.stream()
                .flatMap(List::stream)
                .map(document -> document.root() instanceof Mapping root ? root.get("name") : null)
                .filter(Scalar.class::isInstance)
                .map(Scalar.class::cast)
                .filter(name -> !name.text().isEmpty())
                .reduce((_, later) -> later);
        String name = written.map(scalar -> interpolated(scalar, request, environment, complaints))
                .orElseGet(() -> directory.getFileName() == null
                        ? ""
                        : directory.getFileName().toString());
        String normal = normalized(name);
        if (normal.isEmpty()) {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID,
                    "project name must not be empty: \"" + name + "\" has no letter or digit that may stand in one",
                    "give a name with -p or with `name:` in the file");
        }
        return normal;
    }

    private static String interpolated(
            Scalar name, LoadRequest request, Map<String, String> environment, Complaints complaints) {
        if (!request.flags().interpolate()) {
            return name.text();
        }
        try {
            return Template.substitute(name.text(), Variables.of(environment));
        } catch (TemplateException e) {
            complaints.error(Complaint.of(name.mark(), "name", String.valueOf(e.getMessage())));
            return "invalid";
        }
    }

    private static String checked(String name) {
        if (!normalized(name).equals(name)) {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID,
                    "invalid project name \"" + name
                            + "\": must consist only of lowercase alphanumeric characters, hyphens, and underscores"
                            + " as well as start with a letter or number",
                    "use for instance \"" + normalized(name) + "\"");
        }
        return name;
    }

    private static String normalized(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "").replaceFirst("^[_-]+", "");
    }
}
