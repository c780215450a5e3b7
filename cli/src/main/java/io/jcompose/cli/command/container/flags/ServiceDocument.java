package io.jcompose.cli.command.container.flags;

import io.jcompose.cli.command.ComposeCommand;
import io.jcompose.cli.command.Json;
import io.jcompose.cli.invocation.Invocation;
import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.complaint.ComposeFileException;
import io.jcompose.compose.load.LoadFlags;
import io.jcompose.compose.load.LoadRequest;
import io.jcompose.compose.load.LoadResult;
import io.jcompose.compose.load.ProjectLoader;
import io.jcompose.compose.model.Project;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One service, as a compose file would have it, that flags write into. */
public final class ServiceDocument {
    public static final String SERVICE = "flags";

    private static final String PREFIX = "services." + SERVICE + ".";

    private final Map<String, Object> service = new LinkedHashMap<>();

    /** What is not given, or an empty collection, is not written. */
    void put(String attribute, @Nullable Object value) {
        boolean nothing = value == null
                || value instanceof List<?> list && list.isEmpty()
                || value instanceof Map<?, ?> map && map.isEmpty();
        if (!nothing) {
            service.put(attribute, value);
        }
    }

    /** Even when it is empty. */
    void putList(String attribute, List<String> words) {
        service.put(attribute, words);
    }

    void add(String attribute, Object element) {
        List<Object> all = new ArrayList<>();
        if (service.get(attribute) instanceof List<?> before) {
            all.addAll(before);
        }
        all.add(element);
        service.put(attribute, all);
    }

    /** A member of an attribute that is a mapping. */
    void member(String attribute, String name, @Nullable Object value) {
        if (value == null) {
            return;
        }
        Map<Object, Object> all = new LinkedHashMap<>();
        if (service.get(attribute) instanceof Map<?, ?> before) {
            all.putAll(before);
        }
        all.put(name, value);
        service.put(attribute, all);
    }

    /** @throws JcomposeException INVALID for what a compose file could not say either, UNSUPPORTED for what the engine can't do */
    public Project load(Invocation invocation) {
        // JSON is YAML; what the shell has expanded is not expanded again.
        String document =
                new Json().line(Map.of("services", Map.of(SERVICE, service))).replace("$", "$$");
        LoadRequest request = new LoadRequest(
                invocation.directory(),
                List.of("-"),
                Optional.of(document),
                Map.of("COMPOSE_DISABLE_ENV_FILE", "1"),
                List.of(),
                List.of(),
                Optional.of(SERVICE),
                Optional.of(invocation.directory()),
                LoadFlags.stages(true, true, true, false, false));
        try {
            LoadResult result = new ProjectLoader().load(request);
            if (!result.unsupported().isEmpty()) {
                throw new JcomposeException(Kind.UNSUPPORTED, told(result.unsupported()), "leave the flag out");
            }
            return result.project();
        } catch (ComposeFileException e) {
            throw ComposeCommand.invalid(
                    told(e.complaints()),
                    e.complaints().getFirst().suggestion().orElse("see: jcompose container run --help"));
        }
    }

    /** Flags have no lines and columns. */
    private static String told(List<Complaint> complaints) {
        return complaints.stream()
                .map(complaint ->
                        "invalid argument: " + complaint.path().replace(PREFIX, "") + ": " + complaint.message())
                .distinct()
                .collect(Collectors.joining("\n"));
    }
}
