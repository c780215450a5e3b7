package io.jcompose.engine.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcompose.engine.image.Image.Platform;
import io.jcompose.engine.layout.Descriptor;
import io.jcompose.error.JcomposeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Picks this machine's manifest out of a manifest list or an OCI index. */
final class PlatformChoice {
    private PlatformChoice() {}

    /** NOT_FOUND with what there is when nothing fits; {@code what} names the image. */
    static Descriptor choose(JsonNode index, String what) {
        Platform machine = Machine.platform();
        List<String> offered = new ArrayList<>();
        Optional<Descriptor> fitting = Optional.empty();
        for (JsonNode item : index.path("manifests")) {
            JsonNode platform = item.path("platform");
            String variant = platform.path("variant").asText("");
            Platform its = new Platform(
                    platform.path("os").asText("linux"),
                    platform.path("architecture").asText(""),
                    variant);
            boolean fits = its.os().equals(machine.os()) && its.architecture().equals(machine.architecture());
            if (fits && variant.equals(machine.variant())) {
                return Descriptor.of(item);
            }
            if (fits && fitting.isEmpty()) {
                fitting = Optional.of(Descriptor.of(item));
            }
            if (!its.os().equals("unknown")) {
                offered.add(its.toString());
            }
        }
        return fitting.orElseThrow(() -> new JcomposeException(
                JcomposeException.Kind.NOT_FOUND,
                what + " has no image for " + machine + ", only for " + String.join(", ", offered),
                "use an image that is built for this machine's processor"));
    }
}
