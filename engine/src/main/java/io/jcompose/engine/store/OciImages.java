package io.jcompose.engine.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcompose.engine.image.Credentials;
import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.ImageConfig;
import io.jcompose.engine.image.ImageName;
import io.jcompose.engine.image.ImageUsers;
import io.jcompose.engine.image.Images;
import io.jcompose.engine.image.Layers;
import io.jcompose.engine.image.NewImage;
import io.jcompose.engine.image.PullProgress;
import io.jcompose.engine.image.Registry;
import io.jcompose.engine.layer.LayerStore;
import io.jcompose.engine.layout.Descriptor;
import io.jcompose.engine.layout.DiskErrors;
import io.jcompose.engine.layout.Json;
import io.jcompose.engine.layout.MediaTypes;
import io.jcompose.engine.layout.OciLayout;
import io.jcompose.engine.layout.OciLayout.Entry;
import io.jcompose.engine.registry.RegistryClient;
import io.jcompose.engine.registry.RegistrySettings;
import io.jcompose.engine.registry.RemoteRegistry;
import io.jcompose.engine.registry.Retries;
import io.jcompose.error.JcomposeException;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.tree.Directory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The images of one home directory. One process uses a home at a time (the engine's lock sees to that), any number of threads.
 *
 * <p>An image is made visible last: blobs, then layers, then its entry in the index.
 */
public final class OciImages implements Images, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(OciImages.class.getName());
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final Duration PARTS_KEPT = Duration.ofDays(1);

    private final OciLayout layout;
    private final LayerStore layers;
    private final ManifestReader manifests;
    private final Removal removal;
    private final ReentrantLock lock = new ReentrantLock();
    private final Path settings;
    private final Duration silence;
    private final Retries retries;
    private volatile Catalog catalog;
    private @Nullable Pulling pulling;

    private record Pulling(RegistryClient client, Puller puller, Registry registry) {}

    private OciImages(Path home, ImageUsers users, Duration silence, Retries retries) {
        this.silence = silence;
        this.retries = retries;
        Path temporary = home.resolve("tmp");
        this.settings = home.resolve("config.json");
        sweep(temporary);
        this.layout = OciLayout.open(home.resolve("oci"), temporary);
        this.layers = new LayerStore(home.resolve("layers"), temporary, layout.blobs());
        this.manifests = new ManifestReader(layout.blobs(), layers);
        this.removal = new Removal(layout.blobs(), layers, manifests, users);
        this.catalog = Catalog.of(layout.read(), manifests::image);
    }

    /** Opens the images of a home, made when it is not there; what a crash left half done is removed, but for downloads of the last day, which can be gone on with. */
    public static OciImages open(Path home, ImageUsers users) {
        return open(home, users, SILENCE, Retries.DEFAULT);
    }

    /** As above; registries may send nothing for so long, and what fails on the way is tried again so often. */
    public static OciImages open(Path home, ImageUsers users, Duration silence, Retries retries) {
        return new OciImages(home, users, silence, retries);
    }

    private static void sweep(Path temporary) {
        if (!Files.isDirectory(temporary)) {
            return;
        }
        Path parts = temporary.resolve("parts");
        try {
            for (Path leftover : entries(temporary)) {
                if (!leftover.equals(parts)) {
                    remove(leftover);
                }
            }
            Instant oldest = Instant.now().minus(PARTS_KEPT);
            for (Path part : Files.isDirectory(parts) ? entries(parts) : List.<Path>of()) {
                if (Files.getLastModifiedTime(part).toInstant().isBefore(oldest)) {
                    Files.delete(part);
                }
            }
        } catch (IOException e) {
            throw DiskErrors.of(e, "removing what an earlier engine left half done", temporary);
        }
    }

    /** What can't be deleted, nobody looks at; the next engine tries again. */
    private static void remove(Path leftover) {
        try {
            Directory.removeTree(leftover);
        } catch (LinuxException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "what an earlier engine left half done in \"{0}\" can''t be deleted: {1}",
                    leftover,
                    e.getMessage());
        }
    }

    private static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    @Override
    public Optional<Image> find(String reference) {
        return catalog.find(reference);
    }

    @Override
    public Image get(String reference) {
        return find(reference)
                .orElseThrow(() -> new JcomposeException(
                        JcomposeException.Kind.NOT_FOUND,
                        "no such image: \"" + reference + "\"",
                        "pull or build it first, or see the names that are here with \"image ls\""));
    }

    @Override
    public Image claim(String reference, Consumer<Image> claim) {
        lock.lock();
        try {
            Image image = get(reference);
            claim.accept(image);
            return image;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Image> list() {
        return catalog.images();
    }

    @Override
    public Image pull(ImageName name, Credentials credentials, PullProgress progress) {
        return pulling().puller().pull(name, credentials, progress);
    }

    @Override
    public Registry registry() {
        return pulling().registry();
    }

    /** Made when first needed: an engine that never pulls needs no HTTP client. */
    private Pulling pulling() {
        lock.lock();
        try {
            Pulling present = pulling;
            if (present == null) {
                RegistryClient client = new RegistryClient(silence, retries);
                Supplier<RegistrySettings> current = () -> RegistrySettings.read(settings);
                present = new Pulling(client, new Puller(this, client, current), new RemoteRegistry(client, current));
                pulling = present;
            }
            return present;
        } finally {
            lock.unlock();
        }
    }

    /** Gives back the room that a pull took which can't be ended. */
    void discard(List<Digest> unusedBlobs, List<Digest> unusedLayers) {
        lock.lock();
        try {
            removal.discard(catalog, unusedBlobs, unusedLayers);
        } finally {
            lock.unlock();
        }
    }

    /** What the registry gave for a name that is here. */
    Optional<Digest> sourceOf(ImageName name) {
        return catalog.entries().stream()
                .filter(entry -> entry.name().equals(Optional.of(name.toString())))
                .findFirst()
                .flatMap(Entry::source);
    }

    @Override
    public void tag(Digest id, ImageName name) {
        lock.lock();
        try {
            if (name.digest().isPresent()) {
                throw new JcomposeException(
                        JcomposeException.Kind.INVALID,
                        "\"" + name.familiar() + "\" has a digest and can't be given to an image",
                        "give a name with a tag");
            }
            Image image = get(id.value());
            Entry entry = entryOf(image);
            update(entries ->
                    named(entries, new Entry(entry.manifest(), Optional.of(name.toString()), Optional.empty())));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<String> remove(String reference, boolean force) {
        lock.lock();
        try {
            Removal.Outcome outcome = removal.plan(catalog, get(reference), reference, force);
            update(entries -> outcome.remaining());
            List<String> words = new ArrayList<>(outcome.words());
            outcome.gone().ifPresent(image -> words.addAll(removal.sweep(catalog, image, outcome.manifests())));
            return words;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Image importTar(InputStream tar, Optional<ImageName> name, ImageConfig config) {
        Digest layer = layers.unpack(tar);
        return assemble(new NewImage(
                Machine.platform(),
                config,
                List.of(layer),
                List.of(new NewImage.History(Optional.empty(), "", "Imported from -", false)),
                Optional.empty(),
                name.stream().toList()));
    }

    @Override
    public List<Loaded> load(InputStream tar) {
        return new ImageArchive(this).load(tar);
    }

    @Override
    public void save(List<String> references, OutputStream tar) {
        new ImageArchive(this).save(references, tar);
    }

    @Override
    public Image assemble(NewImage image) {
        byte[] config = Json.bytes(ConfigJson.write(image));
        Digest id = layout.blobs().put(config);
        ObjectNode manifest = Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
        manifest.set("config", new Descriptor(MediaTypes.OCI_CONFIG, id, config.length).toJson());
        ArrayNode blobs = manifest.putArray("layers");
        image.layers().forEach(layer -> blobs.add(layers.record(layer).blob().toJson()));
        return register(Json.bytes(manifest), image.names(), Optional.empty());
    }

    /** Makes an image visible whose blobs and layers are all here; the manifest is in OCI's form. */
    Image register(byte[] manifest, List<ImageName> names, Optional<Digest> source) {
        Digest digest = layout.blobs().put(manifest);
        Descriptor descriptor = new Descriptor(MediaTypes.OCI_MANIFEST, digest, manifest.length);
        lock.lock();
        try {
            Image image = manifests
                    .image(digest)
                    .orElseThrow(() -> new JcomposeException(
                            JcomposeException.Kind.NOT_FOUND,
                            "a layer of the image " + digest + " is not here any more",
                            "build or pull it again"));
            update(entries -> {
                List<Entry> next = entries;
                for (ImageName name : names) {
                    next = named(next, new Entry(descriptor, Optional.of(name.toString()), source));
                }
                boolean known =
                        next.stream().anyMatch(e -> e.manifest().digest().equals(digest));
                return known ? next : plus(next, new Entry(descriptor, Optional.empty(), source));
            });
            return catalog.image(image.id()).orElseThrow();
        } finally {
            lock.unlock();
        }
    }

    /** Gives a name to an entry. The image that had it stays, without a name when that was its last one. */
    private static List<Entry> named(List<Entry> entries, Entry entry) {
        List<Entry> next = new ArrayList<>();
        for (Entry old : entries) {
            if (old.name().equals(entry.name())) {
                boolean last = !old.manifest().digest().equals(entry.manifest().digest())
                        && entries.stream()
                                .noneMatch(e -> e != old
                                        && e.manifest()
                                                .digest()
                                                .equals(old.manifest().digest()));
                if (last) {
                    next.add(new Entry(old.manifest(), Optional.empty(), Optional.empty()));
                }
            } else if (old.name().isPresent()
                    || !old.manifest().digest().equals(entry.manifest().digest())) {
                next.add(old);
            }
        }
        return plus(next, entry);
    }

    private static List<Entry> plus(List<Entry> entries, Entry entry) {
        List<Entry> next = new ArrayList<>(entries);
        next.add(entry);
        return next;
    }

    private void update(UnaryOperator<List<Entry>> change) {
        List<Entry> next = change.apply(catalog.entries());
        if (!next.equals(catalog.entries())) {
            layout.write(next);
            catalog = Catalog.of(next, manifests::image);
        }
    }

    @Override
    public List<NewImage.History> history(Image image) {
        return ConfigJson.history(configuration(image));
    }

    @Override
    public String author(Image image) {
        return ConfigJson.author(configuration(image));
    }

    private JsonNode configuration(Image image) {
        return Json.read(layout.blobs().read(image.id()), "the image configuration " + image.id());
    }

    /** The first entry of an image, the one whose manifest stands for it. */
    Entry entryOf(Image image) {
        return catalog.entries().stream()
                .filter(entry -> manifests
                        .image(entry.manifest().digest())
                        .filter(other -> other.id().equals(image.id()))
                        .isPresent())
                .findFirst()
                .orElseThrow(() -> new JcomposeException(
                        JcomposeException.Kind.NOT_FOUND,
                        "the image " + image.id() + " is not here any more",
                        "pull or build it again"));
    }

    @Override
    public List<Path> layerDirectories(Image image) {
        return image.layers().stream().map(layers::directory).toList();
    }

    @Override
    public Layers layers() {
        return layers;
    }

    LayerStore layerStore() {
        return layers;
    }

    OciLayout layout() {
        return layout;
    }

    ManifestReader manifests() {
        return manifests;
    }

    @Override
    public void close() {
        Pulling present = pulling;
        if (present != null) {
            present.client().close();
        }
        layers.close();
    }
}
