package io.jcompose.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcompose.engine.image.Artifact;
import io.jcompose.engine.image.Credentials;
import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.ImageName;
import io.jcompose.engine.image.Registry;
import io.jcompose.engine.layout.Descriptor;
import io.jcompose.error.JcomposeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Looks at registries over HTTP, with the settings as they are at each call. */
public final class RemoteRegistry implements Registry {
    private final RegistryClient client;
    private final Supplier<RegistrySettings> settings;

    public RemoteRegistry(RegistryClient client, Supplier<RegistrySettings> settings) {
        this.client = client;
        this.settings = settings;
    }

    @Override
    public Digest digest(ImageName name, Credentials credentials) {
        String reference = reference(name);
        return client.at(
                name,
                settings.get(),
                credentials,
                repository -> repository
                        .digestOf(reference)
                        .orElseGet(() -> repository.manifest(reference).digest()));
    }

    @Override
    public Artifact artifact(ImageName name, List<String> types, Credentials credentials) {
        return client.at(
                name, settings.get(), credentials, repository -> artifact(repository, name, List.copyOf(types)));
    }

    private static Artifact artifact(Repository repository, ImageName name, List<String> types) {
        Repository.Answer first = repository.manifest(reference(name));
        Repository.Answer manifest = first.isList() ? repository.manifest(member(first.json(), name, types)) : first;
        String type = typeOf(manifest.json());
        if (!types.contains(type)) {
            throw wrong(name, types, "it is \"" + (type.isEmpty() ? manifest.mediaType() : type) + "\"");
        }
        List<Artifact.Blob> blobs = new ArrayList<>();
        for (JsonNode layer : manifest.json().path("layers")) {
            Descriptor blob = Descriptor.of(layer);
            blobs.add(new Artifact.Blob(blob.mediaType(), annotations(layer), repository.content(blob)));
        }
        return new Artifact(first.digest(), blobs);
    }

    private static String reference(ImageName name) {
        return name.digest().map(Digest::value).or(name::tag).orElse("latest");
    }

    private static String typeOf(JsonNode manifest) {
        String type = manifest.path("artifactType").asText("");
        return type.isEmpty() ? manifest.path("config").path("mediaType").asText("") : type;
    }

    private static String member(JsonNode index, ImageName name, List<String> types) {
        Optional<String> found = Optional.empty();
        for (JsonNode entry : index.path("manifests")) {
            if (types.contains(entry.path("artifactType").asText(""))) {
                found = Optional.of(Descriptor.of(entry).digest().value());
            }
        }
        return found.orElseThrow(() -> wrong(name, types, "it is an index without such an entry"));
    }

    private static Map<String, String> annotations(JsonNode layer) {
        Map<String, String> out = new LinkedHashMap<>();
        layer.path("annotations")
                .properties()
                .forEach(entry -> out.put(entry.getKey(), entry.getValue().asText()));
        return out;
    }

    private static JcomposeException wrong(ImageName name, List<String> types, String instead) {
        return new JcomposeException(
                JcomposeException.Kind.INVALID,
                "\"" + name.familiar() + "\" is not an artifact of type \"" + types.getFirst() + "\", " + instead,
                "check the name and the tag");
    }
}
