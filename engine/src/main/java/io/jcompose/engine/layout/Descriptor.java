package io.jcompose.engine.layout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcompose.engine.image.Digest;

/** Names a blob: what it is, its address and its length in bytes (OCI image-spec, descriptor.md). */
public record Descriptor(String mediaType, Digest digest, long size) {
    /** Reads the three members of a descriptor; INVALID when the digest is none. */
    public static Descriptor of(JsonNode node) {
        return new Descriptor(
                node.path("mediaType").asText(""),
                new Digest(node.path("digest").asText("")),
                node.path("size").asLong(0));
    }

    public ObjectNode toJson() {
        return Json.object()
                .put("mediaType", mediaType)
                .put("digest", digest.value())
                .put("size", size);
    }
}
