package io.jcompose.compose.load;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.load.tree.Node.Mapping;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Variables that are not set where a service of the compose file wants them, but that this service's env_file sets: the two look alike, yet an env_file is
 * for the container alone.
 */
final class MistakenVariables {
    private MistakenVariables() {}

    /**
     * One warning for each place.
     *
     * @param before the service as the files have it
     * @param after with the variables of its env files
     */
    static List<Complaint> of(String service, Mapping before, Mapping after, History history) {
        Set<String> fromFiles = new TreeSet<>(variables(after));
        fromFiles.removeAll(variables(before));
        if (!before.has("env_file") || fromFiles.isEmpty()) {
            return List.of();
        }
        String below = "services." + service + ".";
        return history.unset().entrySet().stream()
                .filter(entry -> fromFiles.contains(entry.getKey()))
                .flatMap(entry -> entry.getValue().stream()
                        .filter(mention -> mention.path().startsWith(below))
                        .map(mention -> complaint(entry.getKey(), service, mention)))
                .toList();
    }

    private static Set<String> variables(Mapping service) {
        return service.get("environment") instanceof Mapping mapping
                ? mapping.members().keySet()
                : Set.of();
    }

    private static Complaint complaint(String variable, String service, History.Mention mention) {
        return Complaint.of(
                        mention.mark(),
                        mention.path(),
                        "\"" + variable + "\" is set in the env_file of \"" + service
                                + "\", which the compose file does not see")
                .withSuggestion("put it into .env or a file of --env-file, or set it in the shell");
    }
}
