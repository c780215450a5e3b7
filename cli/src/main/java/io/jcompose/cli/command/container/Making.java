package io.jcompose.cli.command.container;

import io.jcompose.cli.command.ComposeCommand;
import io.jcompose.cli.command.Context;
import io.jcompose.cli.command.container.flags.CreateFlags;
import io.jcompose.cli.invocation.Invocation;
import io.jcompose.cli.render.ProgressView;
import io.jcompose.compose.apply.Progress;
import io.jcompose.engine.Engine;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ContainerSpec.StandardStream;
import io.jcompose.engine.image.Credentials;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.ImageName;
import io.jcompose.engine.registry.DockerLogins;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** A container by flags: its image is fetched when it is not here, then it is made. */
final class Making {
    private final Context context;
    private final Engine engine;
    private final CreateFlags flags;
    private final Set<StandardStream> attached;

    /** @param attached what the flags say of it */
    Making(Context context, CreateFlags flags, Set<StandardStream> attached) {
        this.context = context;
        this.engine = context.services().engine().get();
        this.flags = flags;
        this.attached = attached;
    }

    Container make() {
        Invocation invocation = context.invocation();
        try (IdFile idFile = IdFile.of(flags.life.idFile, invocation)) {
            Image image = image();
            checkPlatform(image);
            Container container = new WantedVolumes(engine)
                    .create(flags.spec(invocation, engine, image, attached), flags.volumesToMake());
            idFile.write(container.id());
            return container;
        } catch (IOException e) {
            throw ComposeCommand.invalid(
                    "failed to write the container ID to the file: " + e.getMessage(),
                    "name a file that can be written");
        }
    }

    private void checkPlatform(Image image) {
        String wanted = flags.platform;
        // linux/arm64 stands for any of its variants.
        if (!wanted.isEmpty() && !(image.platform() + "/").startsWith(wanted + "/")) {
            throw ComposeCommand.invalid(
                    "image with reference " + flags.image + " was found but does not provide the specified platform ("
                            + wanted + ")",
                    "its platform is " + image.platform());
        }
    }

    private Image image() {
        Optional<Image> here = engine.images().find(flags.image);
        switch (flags.pull) {
            case "always" -> {
                return pull();
            }
            case "never" -> {
                return engine.images().get(flags.image);
            }
            case "missing" -> {
                if (here.isPresent()) {
                    return here.get();
                }
                if (!flags.quiet) {
                    context.streams()
                            .errLine("Unable to find image '"
                                    + ImageName.parse(flags.image).familiar() + "' locally");
                }
                return pull();
            }
            default ->
                throw ComposeCommand.invalid(
                        "invalid pull option: '" + flags.pull
                                + "': must be one of \"always\", \"missing\" or \"never\"",
                        "choose one of them");
        }
    }

    private Image pull() {
        ImageName name = ImageName.parse(flags.image);
        Credentials logins = DockerLogins.ofCaller(context.invocation().environment());
        if (flags.quiet) {
            return engine.images().pull(name, logins, (layer, phase, done, total) -> {});
        }
        Progress.Resource resource = new Progress.Resource(Progress.Kind.IMAGE, name.familiar());
        try (ProgressView view = context.progress("Pulling")) {
            view.on(new Progress.Changed(resource, Progress.Phase.PULLING, ""));
            Image image = engine.images()
                    .pull(
                            name,
                            logins,
                            (layer, phase, done, total) ->
                                    view.on(new Progress.Layer(resource, layer, phase, done, total)));
            view.on(new Progress.Changed(resource, Progress.Phase.PULLED, ""));
            return image;
        }
    }
}
