package io.jcompose.engine.oci;

import io.jcompose.engine.runtime.NamespacedProgram;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs the hooks that are programs of the host: the container's state on standard input, an end with 0 or failure. */
final class HookRunner {
    private HookRunner() {}

    /**
     * In their order; the first that fails is the last that runs.
     *
     * @param state a file with the container's state, the hook's standard input
     */
    static void run(String kind, List<Hooks.Hook> hooks, Path state) {
        for (Hooks.Hook hook : hooks) {
            try {
                int code = run(hook, state);
                if (code != 0) {
                    throw failed(kind, hook, "it ended with code " + code);
                }
            } catch (IOException e) {
                throw failed(kind, hook, String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new JcomposeException(Kind.INTERRUPTED, "interrupted while a hook ran");
            }
        }
    }

    /** In the namespaces of a container that is being made, of which a thread is the herald; on a clean platform thread. */
    static void runInside(String kind, List<Hooks.Hook> hooks, Path state, int thread) {
        for (Hooks.Hook hook : hooks) {
            int code;
            try {
                code = new NamespacedProgram(
                                hook.path(),
                                hook.args(),
                                hook.env(),
                                state,
                                Optional.ofNullable(hook.timeout()).map(Duration::ofSeconds))
                        .run(thread);
            } catch (JcomposeException e) {
                throw failed(kind, hook, String.valueOf(e.getMessage()));
            }
            if (code != 0) {
                throw failed(kind, hook, "it ended with code " + code);
            }
        }
    }

    private static JcomposeException failed(String kind, Hooks.Hook hook, String why) {
        return new JcomposeException(
                Kind.FAILED_PRECONDITION, "the " + kind + " hook \"" + hook.path() + "\" failed: " + why);
    }

    private static int run(Hooks.Hook hook, Path state) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(hook.path()));
        command.addAll(hook.args().subList(1, hook.args().size()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(state.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        environment.clear();
        for (String entry : hook.env()) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                environment.put(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        Process process = builder.start();
        Integer timeout = hook.timeout();
        if (timeout != null && !process.waitFor(timeout, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("it did not end within " + timeout + " s");
        }
        return process.waitFor();
    }
}
