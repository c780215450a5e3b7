package io.jcompose.engine;

import io.jcompose.engine.event.EventHub;
import io.jcompose.engine.image.Credentials;
import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.ImageConfig;
import io.jcompose.engine.image.ImageName;
import io.jcompose.engine.image.Images;
import io.jcompose.engine.image.Layers;
import io.jcompose.engine.image.NewImage;
import io.jcompose.engine.image.PullProgress;
import io.jcompose.engine.image.Registry;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Images whose coming, naming and going are events. */
record AnnouncedImages(Images images, EventHub events) implements Images {
    private static final String UNTAGGED = "Untagged: ";
    private static final String DELETED = "Deleted: ";

    private void publish(String action, String actor, String name) {
        events.publish("image", action, actor, Map.of("name", name));
    }

    private static String name(Image image) {
        return image.tags().isEmpty()
                ? image.id().value()
                : image.tags().getFirst().familiar();
    }

    @Override
    public Image pull(ImageName name, Credentials credentials, PullProgress progress) {
        Image image = images.pull(name, credentials, progress);
        publish("pull", name.familiar(), name.familiar());
        return image;
    }

    @Override
    public void tag(Digest id, ImageName name) {
        images.tag(id, name);
        publish("tag", id.value(), name.familiar());
    }

    @Override
    public List<String> remove(String reference, boolean force) {
        String id = images.find(reference).map(image -> image.id().value()).orElse(reference);
        List<String> done = images.remove(reference, force);
        for (String line : done) {
            if (line.startsWith(UNTAGGED)) {
                publish("untag", id, line.substring(UNTAGGED.length()));
            } else if (line.equals(DELETED + id)) {
                publish("delete", id, id);
            }
        }
        return done;
    }

    @Override
    public Image importTar(InputStream tar, Optional<ImageName> name, ImageConfig config) {
        Image image = images.importTar(tar, name, config);
        publish("import", image.id().value(), name(image));
        return image;
    }

    @Override
    public List<Loaded> load(InputStream tar) {
        List<Loaded> loaded = images.load(tar);
        loaded.forEach(one -> publish("load", one.image().id().value(), name(one.image())));
        return loaded;
    }

    @Override
    public void save(List<String> references, OutputStream tar) {
        images.save(references, tar);
        references.forEach(
                reference -> publish("save", images.get(reference).id().value(), reference));
    }

    @Override
    public Image assemble(NewImage wanted) {
        Image image = images.assemble(wanted);
        wanted.names().forEach(name -> publish("tag", image.id().value(), name.familiar()));
        return image;
    }

    @Override
    public Optional<Image> find(String reference) {
        return images.find(reference);
    }

    @Override
    public Image get(String reference) {
        return images.get(reference);
    }

    @Override
    public Image claim(String reference, Consumer<Image> claim) {
        return images.claim(reference, claim);
    }

    @Override
    public List<Image> list() {
        return images.list();
    }

    @Override
    public List<NewImage.History> history(Image image) {
        return images.history(image);
    }

    @Override
    public String author(Image image) {
        return images.author(image);
    }

    @Override
    public List<Path> layerDirectories(Image image) {
        return images.layerDirectories(image);
    }

    @Override
    public Registry registry() {
        return images.registry();
    }

    @Override
    public Layers layers() {
        return images.layers();
    }
}
