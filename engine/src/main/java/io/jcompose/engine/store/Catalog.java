package io.jcompose.engine.store;

import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.ImageName;
import io.jcompose.engine.layout.OciLayout.Entry;
import io.jcompose.error.JcomposeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The index in memory, immutable: looking up a name is one step in a map. Entries whose layers are not all unpacked (another tool may have written them) are
 * kept, but are no images.
 */
final class Catalog {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{1,64}");

    private final List<Entry> entries;
    private final Map<Digest, Image> images;
    private final Map<String, Image> byName;

    private Catalog(List<Entry> entries, Map<Digest, Image> images, Map<String, Image> byName) {
        this.entries = List.copyOf(entries);
        this.images = images;
        this.byName = byName;
    }

    /** {@code reader} gives an image without names for a manifest, empty when it is not whole. */
    static Catalog of(List<Entry> entries, Function<Digest, Optional<Image>> reader) {
        Map<Digest, Image> bare = new LinkedHashMap<>();
        Map<Digest, List<ImageName>> names = new LinkedHashMap<>();
        Map<Entry, Digest> ids = new LinkedHashMap<>();
        for (Entry entry : entries) {
            reader.apply(entry.manifest().digest()).ifPresent(image -> {
                Image source = entry.source()
                        .map(digest -> withManifest(image, digest))
                        .orElse(image);
                bare.putIfAbsent(image.id(), source);
                ids.put(entry, image.id());
                List<ImageName> all = names.computeIfAbsent(image.id(), id -> new ArrayList<>());
                entry.name().ifPresent(name -> all.add(ImageName.parse(name)));
            });
        }
        Map<Digest, Image> images = new LinkedHashMap<>();
        bare.forEach((id, image) -> images.put(id, withTags(image, names.getOrDefault(id, List.of()))));
        Map<String, Image> byName = new LinkedHashMap<>();
        ids.forEach((entry, id) -> {
            Image image = images.get(id);
            if (image != null) {
                entry.name().ifPresent(name -> byName.put(name, image));
            }
        });
        return new Catalog(entries, Collections.unmodifiableMap(images), Collections.unmodifiableMap(byName));
    }

    private static Image withManifest(Image image, Digest manifest) {
        return new Image(
                image.id(),
                manifest,
                image.tags(),
                image.platform(),
                image.created(),
                image.config(),
                image.layers(),
                image.size());
    }

    private static Image withTags(Image image, List<ImageName> tags) {
        return new Image(
                image.id(),
                image.manifest(),
                tags,
                image.platform(),
                image.created(),
                image.config(),
                image.layers(),
                image.size());
    }

    List<Entry> entries() {
        return entries;
    }

    List<Image> images() {
        return List.copyOf(images.values());
    }

    Optional<Image> image(Digest id) {
        return Optional.ofNullable(images.get(id));
    }

    Optional<Image> named(ImageName name) {
        Image image = byName.get(name.toString());
        if (image != null || name.digest().isEmpty()) {
            return Optional.ofNullable(image);
        }
        Digest wanted = name.digest().get();
        for (Entry entry : entries) {
            boolean same = entry.manifest().digest().equals(wanted)
                    || entry.source().filter(wanted::equals).isPresent();
            boolean repository = entry.name()
                    .map(ImageName::parse)
                    .filter(n -> n.domain().equals(name.domain()) && n.path().equals(name.path()))
                    .isPresent();
            if (same && repository) {
                return entry.name().map(byName::get);
            }
        }
        return Optional.empty();
    }

    /** What a user means: an id, a name, or the beginning of an id, tried in this order. */
    Optional<Image> find(String reference) {
        Optional<Digest> id = asId(reference);
        if (id.isPresent()) {
            return image(id.get());
        }
        String hex = reference.startsWith("sha256:") ? reference.substring("sha256:".length()) : reference;
        boolean prefix = HEX.matcher(hex).matches();
        if (!prefix || hex.equals(reference)) {
            Optional<Image> named = named(ImageName.parse(reference));
            if (named.isPresent() || !prefix) {
                return named;
            }
        }
        List<Image> fitting = images.values().stream()
                .filter(image -> image.id().hex().startsWith(hex))
                .toList();
        if (fitting.size() > 1) {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID,
                    "\"" + reference + "\" is the beginning of the ids of " + fitting.size() + " images",
                    "give more digits of the id");
        }
        return fitting.stream().findFirst();
    }

    /** Whether the reference is an id or the beginning of this image's id, and no name. */
    boolean isIdOf(String reference, Image image) {
        String hex = reference.startsWith("sha256:") ? reference.substring("sha256:".length()) : reference;
        if (!HEX.matcher(hex).matches() || !image.id().hex().startsWith(hex)) {
            return false;
        }
        return !hex.equals(reference)
                || hex.length() == 64
                || named(ImageName.parse(reference)).isEmpty();
    }

    private static Optional<Digest> asId(String reference) {
        if (reference.startsWith("sha256:") && reference.length() == 71) {
            return Optional.of(new Digest(reference));
        }
        return reference.length() == 64 && HEX.matcher(reference).matches()
                ? Optional.of(Digest.ofHex(reference))
                : Optional.empty();
    }
}
