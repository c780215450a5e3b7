package io.jcompose.engine.build.graph;

import io.jcompose.engine.build.BuildRequest;
import io.jcompose.engine.build.cache.StepKey;
import io.jcompose.engine.build.context.CleanPath;
import io.jcompose.engine.build.dockerfile.Instruction;
import io.jcompose.engine.build.dockerfile.WordExpander;
import io.jcompose.engine.build.step.StepCommand.StepMount;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.tree.FileStatus.Owner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.function.IntSupplier;

/** {@code RUN --mount}: caches, other stages, memory. */
final class RunMounts {
    private final Map<String, String> inputs = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<StepMount> mounts = new ArrayList<>();
    private final List<Lock> locks = new ArrayList<>();
    private final List<Bound> bound = new ArrayList<>();
    private final BuildRun build;
    private final StageState state;
    private final int stageIndex;
    private final StepReporter.Step step;

    private record Bound(BoundFiles files, String target, boolean readOnly) {}

    private RunMounts(BuildRun build, StageState state, int stageIndex, StepReporter.Step step) {
        this.build = build;
        this.state = state;
        this.stageIndex = stageIndex;
        this.step = step;
    }

    static RunMounts prepare(
            Instruction.Run run, StageState state, BuildRun build, int stageIndex, StepReporter.Step step) {
        RunMounts made = new RunMounts(build, state, stageIndex, step);
        WordExpander expander = new WordExpander(build.dockerfile().escape(), state::variable);
        for (Map<String, String> fields : run.mounts()) {
            Map<String, String> expanded = new LinkedHashMap<>();
            fields.forEach(
                    (name, value) -> expanded.put(name, expander.expand(value).text()));
            made.add(expanded);
        }
        return made;
    }

    private void add(Map<String, String> fields) {
        String type = fields.getOrDefault("type", "bind");
        switch (type) {
            case "tmpfs" -> {
                mounts.add(new StepMount.Tmpfs(target(fields), ByteSizes.parse(fields.getOrDefault("size", "0"))));
                inputs.put("mount " + target(fields), "tmpfs");
            }
            case "cache" -> cache(fields);
            case "secret" -> secret(fields);
            case "bind" -> bind(fields);
            default ->
                throw new JcomposeException(
                        Kind.UNSUPPORTED,
                        "RUN --mount=type=" + type + " is not supported",
                        "use the types bind, cache, secret or tmpfs");
        }
    }

    private String target(Map<String, String> fields) {
        String target =
                fields.getOrDefault("target", fields.getOrDefault("dst", fields.getOrDefault("destination", "")));
        if (target.isEmpty()) {
            throw new JcomposeException(Kind.INVALID, "RUN --mount needs a target", "add target=/path");
        }
        return CleanPath.against(state.draft.directory(), target);
    }

    private void cache(Map<String, String> fields) {
        String target = target(fields);
        String id = fields.getOrDefault("id", target);
        boolean readOnly = fields.containsKey("ro") || fields.containsKey("readonly");
        CacheMounts.Claim claim = build.cacheMounts().claim(id, fields.getOrDefault("sharing", "shared"), fields);
        claim.lock().ifPresent(locks::add);
        mounts.add(new StepMount.Bind(claim.directory(), target, readOnly));
        inputs.put("mount " + target, "cache");
    }

    private void secret(Map<String, String> fields) {
        String named =
                fields.getOrDefault("target", fields.getOrDefault("dst", fields.getOrDefault("destination", "")));
        String id = fields.getOrDefault("id", CleanPath.baseName(named));
        if (id.isEmpty()) {
            throw new JcomposeException(Kind.INVALID, "RUN --mount=type=secret needs an id or a target", "add id=name");
        }
        BuildRequest.Secret secret = build.request().options().secrets().get(id);
        if (secret == null) {
            if (isTrue(fields, "required")) {
                throw new JcomposeException(
                        Kind.NOT_FOUND, "secret " + id + ": not found", "give the build a secret of that id");
            }
            return;
        }
        String variable = fields.getOrDefault("env", "");
        if (!variable.isEmpty()) {
            environment.put(variable, new String(secret.content(), StandardCharsets.UTF_8));
        }
        if (variable.isEmpty() || !named.isEmpty()) {
            String target = CleanPath.against(state.draft.directory(), named.isEmpty() ? "/run/secrets/" + id : named);
            Owner owner = new Owner(number(fields, "uid", 10, "0"), number(fields, "gid", 10, "0"));
            mounts.add(new StepMount.Secret(secret.content(), target, owner, number(fields, "mode", 8, "0400")));
        }
        inputs.put("secret " + id, fields.toString());
    }

    private static boolean isTrue(Map<String, String> fields, String name) {
        return fields.containsKey(name) && !fields.getOrDefault(name, "").equals("false");
    }

    private static int number(Map<String, String> fields, String name, int radix, String otherwise) {
        String text = fields.getOrDefault(name, otherwise);
        try {
            return Integer.parseInt(text, radix);
        } catch (NumberFormatException e) {
            throw new JcomposeException(
                    Kind.INVALID, "invalid " + name + " of a mount: \"" + text + "\"", "write a number", e);
        }
    }

    /** Variables that secrets bring. */
    Map<String, String> environment() {
        return environment;
    }

    private void bind(Map<String, String> fields) {
        String target = target(fields);
        String source = fields.getOrDefault("source", fields.getOrDefault("src", "/"));
        boolean writable = fields.containsKey("rw") || fields.containsKey("readwrite");
        String from = fields.getOrDefault("from", "");
        BoundFiles files = from.isEmpty()
                ? BoundFiles.ofContext(build, Optional.empty(), source)
                : build.bases()
                        .readable(from, stageIndex, step)
                        .map(root -> BoundFiles.ofRoot(build, root, source))
                        .orElseGet(() -> BoundFiles.ofContext(build, Optional.of(from), source));
        files.signatures().forEach((path, signature) -> inputs.put(StepKey.FILE + path, signature));
        inputs.put("mount " + target, "bind " + from + " " + source + (writable ? " rw" : ""));
        bound.add(new Bound(files, target, !writable));
    }

    Map<String, String> inputs() {
        return inputs;
    }

    /**
     * The mounts with all their sources there. Files of a context or a stage are copied into the step's directory: what .dockerignore leaves out must not
     * be seen, and what the command writes there must not stay.
     */
    List<StepMount> make(StepDirectory directory) {
        List<StepMount> made = new ArrayList<>(mounts);
        for (Bound one : bound) {
            Path copy = one.files().write(build, directory.path().resolve("bound-" + made.size()));
            made.add(new StepMount.Bind(copy, one.target(), one.readOnly()));
        }
        return made;
    }

    /** Holds the locks of {@code sharing=locked} caches meanwhile, always taken in the same order. */
    int whileHeld(IntSupplier work) {
        List<Lock> taken = new ArrayList<>();
        try {
            for (Lock lock : locks) {
                lock.lockInterruptibly();
                taken.add(lock);
            }
            return work.getAsInt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JcomposeException(Kind.INTERRUPTED, "the build was interrupted", "", e);
        } finally {
            taken.reversed().forEach(Lock::unlock);
        }
    }
}
