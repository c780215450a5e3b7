package io.jcompose.engine.container;

import java.nio.file.Path;

/**
 * Where things of one container lie.
 *
 * <pre>
 * $JCOMPOSE_HOME/containers/&lt;id&gt;/   config.json hostname hosts resolv.conf   upper/ work/   logs/&lt;id&gt;-json.log
 * $JCOMPOSE_HOME/merged/                 empty
 * $JCOMPOSE_RUN/containers/&lt;id&gt;/    stdin stdout stderr (fifos)   content/0 ... (configs and secrets)
 * </pre>
 *
 * @param bundle the OCI bundle
 * @param run what does not outlive the machine's boot
 * @param merged where each root is mounted, in a mount namespace of its own: one empty directory does for all
 */
record ContainerFiles(ContainerId id, Path bundle, Path run, Path merged) {
    static final String MERGED = "merged";

    static ContainerFiles of(ContainerId id, Path home, Path run) {
        return new ContainerFiles(
                id,
                home.resolve("containers").resolve(id.value()),
                run.resolve("containers").resolve(id.value()),
                home.resolve(MERGED));
    }

    Path upper() {
        return bundle.resolve("upper");
    }

    Path work() {
        return bundle.resolve("work");
    }

    Path hosts() {
        return bundle.resolve("hosts");
    }

    Path hostname() {
        return bundle.resolve("hostname");
    }

    Path resolvConf() {
        return bundle.resolve("resolv.conf");
    }

    Path runtimeSpec() {
        return bundle.resolve("config.json");
    }

    Path log() {
        return bundle.resolve("logs").resolve(id.value() + "-json.log");
    }

    Path stdin() {
        return run.resolve("stdin");
    }

    Path stdout() {
        return run.resolve("stdout");
    }

    Path stderr() {
        return run.resolve("stderr");
    }

    Path content(int index) {
        return run.resolve("content").resolve(Integer.toString(index));
    }
}
