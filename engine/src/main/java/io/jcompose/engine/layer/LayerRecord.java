package io.jcompose.engine.layer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcompose.engine.layout.Descriptor;
import io.jcompose.engine.layout.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * What is kept beside an unpacked layer.
 *
 * @param blob the packed or plain tar that it came from
 * @param bytes of all files, unpacked
 * @param impliedDirectories byte strings: directories that the tar did not name, only files in them
 */
public record LayerRecord(Descriptor blob, long bytes, List<String> impliedDirectories) {
    public LayerRecord {
        impliedDirectories = List.copyOf(impliedDirectories);
    }

    byte[] toJson() {
        ObjectNode node = Json.object();
        node.set("blob", blob.toJson());
        node.put("bytes", bytes);
        ArrayNode implied = node.putArray("impliedDirectories");
        impliedDirectories.forEach(implied::add);
        return Json.bytes(node);
    }

    static LayerRecord of(JsonNode node) {
        List<String> implied = new ArrayList<>();
        node.path("impliedDirectories").forEach(path -> implied.add(path.asText()));
        return new LayerRecord(
                Descriptor.of(node.path("blob")), node.path("bytes").asLong(), implied);
    }
}
