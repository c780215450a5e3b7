package io.jcompose.engine.store;

import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.ImageName;
import io.jcompose.engine.image.ImageUsers;
import io.jcompose.engine.image.ImageUsers.User;
import io.jcompose.engine.layer.LayerStore;
import io.jcompose.engine.layout.BlobStore;
import io.jcompose.engine.layout.OciLayout.Entry;
import io.jcompose.error.JcomposeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What removing a name or an image means, with docker's rules and words, and which blobs and layers nothing needs after it. */
final class Removal {
    private final BlobStore blobs;
    private final LayerStore layers;
    private final ManifestReader manifests;
    private final ImageUsers users;

    Removal(BlobStore blobs, LayerStore layers, ManifestReader manifests, ImageUsers users) {
        this.blobs = blobs;
        this.layers = layers;
        this.manifests = manifests;
        this.users = users;
    }

    /**
     * @param remaining the entries after the removal
     * @param gone the image, when it goes with its last name
     * @param manifests those of the entries that went
     */
    record Outcome(List<Entry> remaining, List<String> words, Optional<Image> gone, List<Digest> manifests) {}

    Outcome plan(Catalog catalog, Image image, String reference, boolean force) {
        List<Entry> own = new ArrayList<>();
        List<Entry> others = new ArrayList<>();
        for (Entry entry : catalog.entries()) {
            boolean same = manifests
                    .image(entry.manifest().digest())
                    .filter(other -> other.id().equals(image.id()))
                    .isPresent();
            (same ? own : others).add(entry);
        }
        boolean byId = catalog.isIdOf(reference, image);
        long repositories = image.tags().stream()
                .map(ImageName::familiarRepository)
                .distinct()
                .count();
        if (byId && repositories > 1 && !force) {
            throw conflict("unable to delete " + image.id().shortHex()
                    + " (must be forced) - image is referenced in multiple repositories");
        }
        Optional<User> user = users.userOf(image.id());
        if (!byId && image.tags().size() > 1) {
            return untag(own, others, nameOf(catalog, reference));
        }
        user.ifPresent(u -> refuse(image, reference, u, byId, force));
        List<String> words = new ArrayList<>();
        image.tags().forEach(tag -> words.add("Untagged: " + tag.familiar()));
        if (user.isPresent()) {
            List<Entry> remaining = new ArrayList<>(others);
            remaining.add(new Entry(own.getFirst().manifest(), Optional.empty(), Optional.empty()));
            return new Outcome(remaining, words, Optional.empty(), List.of());
        }
        List<Digest> gone =
                own.stream().map(entry -> entry.manifest().digest()).distinct().toList();
        return new Outcome(others, words, Optional.of(image), gone);
    }

    private static ImageName nameOf(Catalog catalog, String reference) {
        ImageName name = ImageName.parse(reference);
        return catalog.entries().stream()
                .flatMap(entry -> entry.name().map(ImageName::parse).stream())
                .filter(name::equals)
                .findFirst()
                .orElseThrow(() -> conflict("unable to remove \"" + reference
                        + "\": the image has other names; remove these, or give its id"));
    }

    private static Outcome untag(List<Entry> own, List<Entry> others, ImageName name) {
        List<Entry> remaining = new ArrayList<>(others);
        own.stream()
                .filter(entry -> !entry.name().equals(Optional.of(name.toString())))
                .forEach(remaining::add);
        return new Outcome(remaining, List.of("Untagged: " + name.familiar()), Optional.empty(), List.of());
    }

    /** A container that runs keeps its image even from force; one that has stopped lets force take the names. */
    private static void refuse(Image image, String reference, User user, boolean byId, boolean force) {
        String id = image.id().shortHex();
        if (byId && user.running()) {
            throw conflict("unable to delete " + id + " (cannot be forced) - image is being used by running container "
                    + user.container());
        }
        if (byId && !force) {
            throw conflict("unable to delete " + id + " (must be forced) - image is being used by stopped container "
                    + user.container());
        }
        if (!byId && !force) {
            throw conflict("unable to remove repository reference \"" + reference + "\" (must force) - container "
                    + user.container() + " is using its referenced image " + id);
        }
    }

    private static JcomposeException conflict(String message) {
        return new JcomposeException(
                JcomposeException.Kind.CONFLICT,
                "conflict: " + message,
                "remove the containers that use it first, or use --force");
    }

    /** What the images of a catalog are made of. */
    private record Needed(Set<Digest> layers, Set<Digest> blobs) {}

    private Needed needed(Catalog catalog) {
        Set<Digest> neededLayers = new HashSet<>();
        Set<Digest> neededBlobs = new HashSet<>();
        for (Entry entry : catalog.entries()) {
            Digest digest = entry.manifest().digest();
            neededBlobs.add(digest);
            if (blobs.contains(digest)) {
                ManifestReader.Manifest manifest = manifests.manifest(digest);
                neededBlobs.add(manifest.config().digest());
                manifest.layers().forEach(layer -> neededBlobs.add(layer.digest()));
            }
            manifests.image(digest).ifPresent(other -> neededLayers.addAll(other.layers()));
        }
        neededLayers.forEach(
                layer -> neededBlobs.add(layers.record(layer).blob().digest()));
        return new Needed(neededLayers, neededBlobs);
    }

    /** Removes the blobs and layers of an image that went, but for those that another one has too; returns docker's lines. */
    List<String> sweep(Catalog catalog, Image image, List<Digest> goneManifests) {
        List<Digest> unused = new ArrayList<>(goneManifests);
        unused.add(image.id());
        for (Digest digest : goneManifests) {
            manifests.manifest(digest).layers().forEach(layer -> unused.add(layer.digest()));
            manifests.forget(digest);
        }
        List<String> words = new ArrayList<>();
        words.add("Deleted: " + image.id());
        discard(catalog, unused, image.layers().reversed()).forEach(layer -> words.add("Deleted: " + layer));
        return words;
    }

    /** Removes those of the blobs and layers that no image needs; returns the layers that went. */
    List<Digest> discard(Catalog catalog, List<Digest> unusedBlobs, List<Digest> unusedLayers) {
        Needed needed = needed(catalog);
        unusedBlobs.stream().filter(blob -> !needed.blobs().contains(blob)).forEach(blobs::delete);
        List<Digest> gone = new ArrayList<>();
        for (Digest layer : unusedLayers) {
            if (!needed.layers().contains(layer) && layers.contains(layer)) {
                Digest blob = layers.record(layer).blob().digest();
                if (!needed.blobs().contains(blob)) {
                    blobs.delete(blob);
                }
                layers.delete(layer);
                gone.add(layer);
            }
        }
        return gone;
    }
}
