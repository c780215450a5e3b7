package io.jcompose.engine.oci;

import io.jcompose.engine.runtime.ContainerProcess;
import io.jcompose.engine.runtime.JvmRuntime;
import io.jcompose.engine.runtime.ProcessSpec;
import io.jcompose.engine.runtime.Stdio;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A hook that runs inside the container. */
final class ContainerHook {
    private ContainerHook() {}

    /** Waits for its end and gives its code. */
    static int run(
            JvmRuntime runtime,
            ContainerProcess container,
            ProcessSpec.@Nullable Capabilities capabilities,
            Hooks.Hook hook,
            Path state) {
        List<String> words = new ArrayList<>(hook.args());
        words.set(0, hook.path());
        ProcessSpec process = new ProcessSpec(
                false, null, ProcessSpec.User.ROOT, words, hook.env(), "/", capabilities, List.of(), false, null, null);
        try (DescriptorSet open = new DescriptorSet()) {
            int input = open.add(Descriptors.open(state.toString(), Open.RDONLY));
            int nothing = open.add(Descriptors.open("/dev/null", Open.RDWR));
            return runtime.exec(container, process, new Stdio.Descriptors(input, nothing, nothing))
                    .exit()
                    .join()
                    .code();
        }
    }
}
