package io.jcompose.compose.apply;

import io.jcompose.compose.model.Project;
import io.jcompose.engine.Engine;
import io.jcompose.engine.container.Logs;
import io.jcompose.engine.image.Image;
import io.jcompose.network.PublishedPort;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjIntConsumer;

/**
 * The commands of compose, on one engine, for one invocation.
 *
 * <p>Calls block and belong on virtual threads; an interrupt of the calling thread ends them: no new step is begun, running ones are waited for where that
 * is short, and {@code JcomposeException} INTERRUPTED is thrown. A list of services that is empty means all of them; a name that the project does not have
 * is NOT_FOUND. When several things fail the first is thrown and the others are suppressed exceptions of it; each was told to the reporter.
 *
 * <p>What changes the containers of a project waits for what does so already, see {@link Turns}. Two things don't: {@link #kill}, which is there for when
 * something hangs, and the following of logs after {@link #upAttached} has started everything.
 */
public interface ProjectOperations {
    /** @param turns the same for all commands of an engine */
    static ProjectOperations on(Engine engine, Turns turns, Caller caller) {
        return new EngineOperations(engine, turns, caller);
    }

    /** Brings the project up (or only creates it) and returns when all is started and, with {@code wait}, healthy. */
    List<ServiceContainer> up(Project project, UpOptions options, Reporter reporter);

    /**
     * As {@link #up}, then follows the logs until the ending that the options name.
     *
     * <p>A first interrupt of the calling thread stops the containers gracefully while the logs go on; a second one kills them.
     *
     * @return the exit code for the command: that of {@code exitCodeFrom}'s container, or of the one that ended it, 0, or 130 after an interrupt
     */
    int upAttached(Project project, UpOptions options, AttachOptions attach, Reporter reporter, LogSink sink);

    /** What {@link #up} would do, one line a step: {@code [1,2] -> #3 service:db:1 CreateContainer, no existing container}. */
    String plan(Project project, UpOptions options);

    void down(ProjectRef project, DownOptions options, Reporter reporter);

    /** Starts containers that exist, dependencies first. */
    void start(ProjectRef project, List<String> services, UpOptions.Wait wait, Reporter reporter);

    void stop(ProjectRef project, List<String> services, Optional<Duration> timeout, Reporter reporter);

    void restart(
            ProjectRef project, List<String> services, boolean noDeps, Optional<Duration> timeout, Reporter reporter);

    void kill(ProjectRef project, List<String> services, String signal, boolean removeOrphans, Reporter reporter);

    void pause(ProjectRef project, List<String> services, Reporter reporter);

    void unpause(ProjectRef project, List<String> services, Reporter reporter);

    /** The stopped containers that {@link #remove} would remove; with {@code stop} the running ones too. */
    List<ServiceContainer> removable(ProjectRef project, List<String> services, boolean stop);

    /** @param volumes their anonymous volumes too */
    void remove(ProjectRef project, List<String> services, boolean stop, boolean volumes, Reporter reporter);

    /**
     * The containers, sorted by service and number.
     *
     * @param all those that do not run too
     */
    List<ServiceContainer> ps(ProjectRef project, List<String> services, boolean all);

    void build(Project project, BuildOptions options, Reporter reporter);

    void pull(Project project, PullOptions options, Reporter reporter);

    /** Reads, or follows until interrupted or until all containers are removed. */
    void logs(ProjectRef project, List<String> services, Logs.Query query, LogSink sink);

    /**
     * The running container of a service for exec, port, attach, cp.
     *
     * @param index its number; absent: the lowest
     */
    ServiceContainer select(ProjectRef project, String service, Optional<Integer> index);

    /** The image of each container of the project. */
    Map<ServiceContainer, Image> images(ProjectRef project, List<String> services);

    /** Where a port of a service is published; NOT_FOUND when it is not. */
    PublishedPort port(ProjectRef project, String service, Optional<Integer> index, int containerPort, String protocol);

    /**
     * Blocks until the containers of these services have ended.
     *
     * @param listener is told of each as it ends, with its exit code
     */
    void await(ProjectRef project, List<String> services, ObjIntConsumer<ServiceContainer> listener);

    /** Brings the dependencies up and makes a one-off container, which is not started: the caller attaches to it first. */
    ServiceContainer prepareRun(Project project, RunOptions options, Reporter reporter);

    /** All projects with containers on this engine; {@code all}: those without a running one too. */
    List<ProjectSummary> projects(boolean all);
}
