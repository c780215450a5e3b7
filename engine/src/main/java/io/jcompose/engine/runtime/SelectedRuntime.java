package io.jcompose.engine.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Gives each container to the runtime that its spec names ({@link RuntimeProgram#ANNOTATION}), and what names none to the engine's own. */
public final class SelectedRuntime implements ContainerRuntime {
    private final JvmRuntime own;
    private final CommandRuntime programs;

    public SelectedRuntime(JvmRuntime own, CommandRuntime programs) {
        this.own = own;
        this.programs = programs;
    }

    private ContainerRuntime of(RuntimeSpec spec) {
        return spec.annotations().containsKey(RuntimeProgram.ANNOTATION) ? programs : own;
    }

    private ContainerRuntime of(ContainerProcess process) {
        return process instanceof CommandProcess ? programs : own;
    }

    /** By the engine's own runtime: what it refuses, no other should be asked for. */
    @Override
    public void check(SeccompSpec rules) {
        own.check(rules);
    }

    @Override
    public ContainerProcess create(String id, RuntimeSpec spec, Path bundle, Stdio stdio) {
        return of(spec).create(id, spec, bundle, stdio);
    }

    @Override
    public void start(ContainerProcess created) {
        of(created).start(created);
    }

    @Override
    public ContainerProcess exec(ContainerProcess container, ProcessSpec process, Stdio stdio) {
        return of(container).exec(container, process, stdio);
    }

    @Override
    public boolean signal(ContainerProcess process, int signal) {
        return of(process).signal(process, signal);
    }

    @Override
    public void killAll(ContainerProcess container) {
        of(container).killAll(container);
    }

    @Override
    public void pause(ContainerProcess container) {
        of(container).pause(container);
    }

    @Override
    public void resume(ContainerProcess container) {
        of(container).resume(container);
    }

    @Override
    public boolean isPaused(ContainerProcess container) {
        return of(container).isPaused(container);
    }

    @Override
    public List<String> update(ContainerProcess container, Resources resources) {
        return of(container).update(container, resources);
    }

    @Override
    public long outOfMemoryKills(ContainerProcess container) {
        return of(container).outOfMemoryKills(container);
    }

    @Override
    public Watch onOutOfMemory(ContainerProcess container, Runnable killed) {
        return of(container).onOutOfMemory(container, killed);
    }

    @Override
    public List<Integer> processes(ContainerProcess container) {
        return of(container).processes(container);
    }

    @Override
    public ResourceUsage usage(ContainerProcess container) {
        return of(container).usage(container);
    }

    @Override
    public void clear(String id, RuntimeSpec spec) {
        of(spec).clear(id, spec);
    }

    @Override
    public void forget(String id, RuntimeSpec spec) {
        of(spec).forget(id, spec);
    }

    @Override
    public Optional<ExitStatus> ending(String id) {
        return own.ending(id).or(() -> programs.ending(id));
    }

    @Override
    public Optional<ContainerProcess> adopt(String id, RuntimeSpec spec, ProcessIdentity identity) {
        return of(spec).adopt(id, spec, identity);
    }

    @Override
    public void close() {
        programs.close();
        own.close();
    }
}
