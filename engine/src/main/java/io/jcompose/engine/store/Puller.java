package io.jcompose.engine.store;

import io.jcompose.engine.image.Credentials;
import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.ImageName;
import io.jcompose.engine.image.PullProgress;
import io.jcompose.engine.image.PullProgress.Phase;
import io.jcompose.engine.layer.LayerStore;
import io.jcompose.engine.layout.BlobStore;
import io.jcompose.engine.layout.Descriptor;
import io.jcompose.engine.layout.DiskErrors;
import io.jcompose.engine.registry.RegistryClient;
import io.jcompose.engine.registry.RegistrySettings;
import io.jcompose.engine.registry.Repository;
import io.jcompose.error.JcomposeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Pulls one image: manifest, configuration, then all layers side by side, each downloaded and at once unpacked. The image becomes visible when all is here.
 */
final class Puller {
    private static final int DOWNLOADS = 4;

    private final OciImages images;
    private final LayerStore layers;
    private final BlobStore blobs;
    private final RegistryClient client;
    private final Supplier<RegistrySettings> settings;
    private final KeyLocks<Digest> locks = new KeyLocks<>();
    private final Semaphore unpacking =
            new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()));

    Puller(OciImages images, RegistryClient client, Supplier<RegistrySettings> settings) {
        this.images = images;
        this.layers = images.layerStore();
        this.blobs = images.layout().blobs();
        this.client = client;
        this.settings = settings;
    }

    Image pull(ImageName name, Credentials credentials, PullProgress progress) {
        return client.at(name, settings.get(), credentials, repository -> pullFrom(repository, name, progress));
    }

    private Image pullFrom(Repository repository, ImageName asked, PullProgress progress) {
        ImageName name = asked.digest().isPresent()
                ? new ImageName(asked.domain(), asked.path(), Optional.empty(), asked.digest())
                : asked;
        String reference = name.digest().map(Digest::value).or(name::tag).orElse("latest");
        Optional<Image> present = present(repository, name, reference);
        if (present.isPresent()) {
            return present.get();
        }
        Repository.Answer first = repository.manifest(reference);
        Repository.Answer manifest = first.isList()
                ? repository.manifest(PlatformChoice.choose(first.json(), "\"" + asked.familiar() + "\"")
                        .digest()
                        .value())
                : first;
        if (!manifest.json().path("config").isObject()
                || !manifest.json().path("layers").isArray()) {
            throw new JcomposeException(
                    JcomposeException.Kind.UNSUPPORTED,
                    "\"" + asked.familiar() + "\" is not a container image but a \"" + manifest.mediaType() + "\"",
                    "check the name");
        }
        ManifestReader.Manifest parsed = ManifestReader.Manifest.of(manifest.json());
        List<Digest> fresh = new ArrayList<>();
        try {
            pullParts(repository, asked, parsed, fresh, progress);
            return images.register(
                    ManifestReader.asOci(manifest.bytes(), manifest.json()),
                    List.of(name),
                    Optional.of(first.digest()));
        } catch (JcomposeException e) {
            if (DiskErrors.isFull(e)) {
                List<Digest> unused = new ArrayList<>(
                        parsed.layers().stream().map(Descriptor::digest).toList());
                unused.add(parsed.config().digest());
                images.discard(unused, fresh);
            }
            throw e;
        }
    }

    /** {@code fresh} gets the layers that were not here before. */
    private void pullParts(
            Repository repository,
            ImageName asked,
            ManifestReader.Manifest parsed,
            List<Digest> fresh,
            PullProgress progress) {
        exclusively(parsed.config().digest(), () -> repository.download(parsed.config(), blobs, done -> {}));
        ConfigJson.Parsed config = images.manifests().config(parsed.config().digest());
        if (config.layers().size() != parsed.layers().size()) {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID,
                    "\"" + asked.familiar() + "\" has a manifest with "
                            + parsed.layers().size() + " layers and a configuration with "
                            + config.layers().size(),
                    "ask whoever made the image to push it again");
        }
        config.layers().stream().filter(layer -> !layers.contains(layer)).forEach(fresh::add);
        pullLayers(repository, parsed.layers(), config.layers(), progress);
        layers.inheritImplied(config.layers());
    }

    /** The image that is here, when the registry still means it by that name. A digest always means the same. */
    private Optional<Image> present(Repository repository, ImageName name, String reference) {
        Optional<Image> image = images.find(name.toString());
        Optional<Digest> source = images.sourceOf(name);
        if (image.isEmpty() || name.digest().isPresent()) {
            return image;
        }
        return source.isPresent() && repository.digestOf(reference).equals(source) ? image : Optional.empty();
    }

    private void pullLayers(
            Repository repository, List<Descriptor> wanted, List<Digest> diffIds, PullProgress progress) {
        Semaphore downloading = new Semaphore(DOWNLOADS);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            CompletionService<Digest> running = new ExecutorCompletionService<>(threads);
            List<Digest> started = new ArrayList<>();
            for (int i = 0; i < wanted.size(); i++) {
                Descriptor blob = wanted.get(i);
                Digest diffId = diffIds.get(i);
                if (!started.contains(diffId)) {
                    started.add(diffId);
                    LayerProgress layer = new LayerProgress(progress, blob);
                    running.submit(() -> pullLayer(repository, blob, diffId, layer, downloading));
                }
            }
            for (int i = 0; i < started.size(); i++) {
                running.take().get();
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e.getCause() instanceof InterruptedException stopped
                    ? interrupted(stopped)
                    : new IllegalStateException(e.getCause());
        } finally {
            // Closing waits: work that was told to stop must be over before the caller goes on.
            threads.shutdownNow();
            threads.close();
        }
    }

    private Digest pullLayer(
            Repository repository, Descriptor blob, Digest diffId, LayerProgress progress, Semaphore downloading)
            throws InterruptedException {
        progress.phase(Phase.WAITING);
        locks.run(diffId, () -> {
            if (layers.contains(diffId) && blobs.contains(blob.digest())) {
                progress.phase(Phase.ALREADY_EXISTS);
                return;
            }
            exclusively(
                    blob.digest(),
                    () -> limited(downloading, () -> repository.download(blob, blobs, progress.in(Phase.DOWNLOADING))));
            limited(unpacking, () -> layers.unpackBlob(blob, diffId, progress.in(Phase.EXTRACTING)));
            progress.phase(Phase.COMPLETE);
        });
        return diffId;
    }

    private void exclusively(Digest key, Runnable work) {
        try {
            locks.run(key, work);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static void limited(Semaphore limit, Runnable work) {
        try {
            limit.acquire();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        try {
            work.run();
        } finally {
            limit.release();
        }
    }

    private static JcomposeException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new JcomposeException(JcomposeException.Kind.INTERRUPTED, "the pull was interrupted", "", e);
    }
}
