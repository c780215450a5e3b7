package io.jcompose.engine.container;

import io.jcompose.engine.image.ImageConfig;
import io.jcompose.engine.image.Images;
import io.jcompose.engine.log.driver.LogSubject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What log lines may say of a container: its own settings over its image's. */
final class LogSubjects {
    private LogSubjects() {}

    static LogSubject of(Container container, Images images) {
        // a container that ran on while no engine was there may have lost its image
        ImageConfig image = images.find(container.imageId().value())
                .map(found -> found.config())
                .orElse(ImageConfig.EMPTY);
        ContainerSpec.Process process = container.spec().process();
        Map<String, String> labels = new LinkedHashMap<>(image.labels());
        labels.putAll(container.spec().labels());
        Map<String, String> environment = new LinkedHashMap<>(image.process().environment());
        ContainerSpec.changeEnvironment(environment, process.environment());
        List<String> command =
                new ArrayList<>(process.entrypoint().orElse(image.process().entrypoint()));
        command.addAll(process.command().orElse(image.process().command()));
        return new LogSubject(
                container.id().value(),
                container.name(),
                container.imageId().value(),
                container.spec().image(),
                command,
                labels,
                environment);
    }
}
