package io.jcompose.engine.container;

import io.jcompose.network.Sandbox;
import java.util.List;
import java.util.Optional;

/** Copies of a snapshot with one thing changed. */
final class With {
    private With() {}

    static Container state(Container c, ContainerState state) {
        return new Container(c.id(), c.spec(), c.imageId(), c.created(), state, c.sandbox(), c.volumes(), c.restarts());
    }

    static Container sandbox(Container c, Optional<Sandbox> sandbox) {
        return new Container(c.id(), c.spec(), c.imageId(), c.created(), c.state(), sandbox, c.volumes(), c.restarts());
    }

    static Container restarts(Container c, int restarts) {
        return new Container(c.id(), c.spec(), c.imageId(), c.created(), c.state(), c.sandbox(), c.volumes(), restarts);
    }

    static Container course(Container c, Container.Course course) {
        return new Container(
                c.id(),
                c.spec(),
                c.imageId(),
                c.created(),
                course.state(),
                course.sandbox(),
                c.volumes(),
                course.restarts());
    }

    static Container spec(Container c, ContainerSpec spec) {
        return new Container(c.id(), spec, c.imageId(), c.created(), c.state(), c.sandbox(), c.volumes(), c.restarts());
    }

    static Container name(Container c, String name) {
        return spec(c, named(c.spec(), name));
    }

    static ContainerSpec named(ContainerSpec s, String name) {
        return new ContainerSpec(
                name,
                s.image(),
                s.process(),
                s.mounts(),
                s.networking(),
                s.isolation(),
                s.resources(),
                s.supervision(),
                s.labels());
    }

    static ContainerSpec mounts(ContainerSpec s, List<ContainerSpec.Mount> mounts) {
        return new ContainerSpec(
                s.name(),
                s.image(),
                s.process(),
                mounts,
                s.networking(),
                s.isolation(),
                s.resources(),
                s.supervision(),
                s.labels());
    }

    static ContainerSpec networking(ContainerSpec s, ContainerSpec.Networking networking) {
        return new ContainerSpec(
                s.name(),
                s.image(),
                s.process(),
                s.mounts(),
                networking,
                s.isolation(),
                s.resources(),
                s.supervision(),
                s.labels());
    }

    static ContainerSpec resources(ContainerSpec s, Limits resources) {
        return new ContainerSpec(
                s.name(),
                s.image(),
                s.process(),
                s.mounts(),
                s.networking(),
                s.isolation(),
                resources,
                s.supervision(),
                s.labels());
    }

    static ContainerSpec restart(ContainerSpec s, ContainerSpec.RestartPolicy policy) {
        ContainerSpec.Supervision old = s.supervision();
        ContainerSpec.Supervision supervision = new ContainerSpec.Supervision(
                policy, old.healthcheck(), old.stopSignal(), old.stopTimeout(), old.autoRemove(), old.log());
        return new ContainerSpec(
                s.name(),
                s.image(),
                s.process(),
                s.mounts(),
                s.networking(),
                s.isolation(),
                s.resources(),
                supervision,
                s.labels());
    }

    static ContainerState health(ContainerState state, ContainerState.Health health) {
        return state instanceof ContainerState.Running r
                ? new ContainerState.Running(r.pid(), r.startTime(), r.startedAt(), r.paused(), health)
                : state;
    }

    static ContainerState paused(ContainerState state, boolean paused) {
        return state instanceof ContainerState.Running r
                ? new ContainerState.Running(r.pid(), r.startTime(), r.startedAt(), paused, r.health())
                : state;
    }
}
