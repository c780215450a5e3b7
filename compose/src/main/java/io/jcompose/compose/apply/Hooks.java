package io.jcompose.compose.apply;

import io.jcompose.compose.model.Hook;
import io.jcompose.compose.model.Service;
import io.jcompose.compose.model.ServiceLifecycle;
import io.jcompose.engine.container.Container;
import io.jcompose.engine.container.ExecSession;
import io.jcompose.engine.container.ExecSpec;
import io.jcompose.error.JcomposeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs the commands that services have for points of their containers' lives, in the containers, one after the other. As in docker compose they belong to
 * commands: a container that ends or is restarted by itself runs none.
 */
final class Hooks {
    private final Session session;
    private final Map<String, ServiceLifecycle.Hooks> byService = new LinkedHashMap<>();
    private final Set<Thread> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean brokenOff;

    /** @param services those whose definition is known; the containers of others have no hooks */
    Hooks(Session session, Iterable<Service> services) {
        this.session = session;
        services.forEach(
                service -> byService.put(service.name(), service.lifecycle().hooks()));
    }

    /** For containers of which there is no more than the labels. */
    static Hooks none(Session session) {
        return new Hooks(session, List.of());
    }

    void postStart(String service, String container) throws InterruptedException {
        run(of(service).postStart(), service, container, "post_start");
    }

    /** Nothing when it does not run. */
    void preStop(String service, String container) throws InterruptedException {
        List<Hook> hooks = of(service).preStop();
        Optional<Container> now = session.engine().containers().find(container);
        if (!hooks.isEmpty() && now.isPresent() && now.get().state().running()) {
            run(hooks, service, container, "pre_stop");
        }
    }

    private ServiceLifecycle.Hooks of(String service) {
        return byService.getOrDefault(service, ServiceLifecycle.Hooks.NONE);
    }

    /** Nobody waits for a hook any more; the processes of those that run go on. */
    void breakOff() {
        brokenOff = true;
        waiting.forEach(Thread::interrupt);
    }

    private void run(List<Hook> hooks, String service, String container, String point) throws InterruptedException {
        for (Hook hook : hooks) {
            HookOutput output = new HookOutput(session, container(container));
            int code = run(hook, container, output);
            if (code != 0) {
                throw new JcomposeException(
                        JcomposeException.Kind.FAILED_PRECONDITION,
                        service + " hook exited with status " + code
                                + output.lastLine().map(line -> ": " + line).orElse(""),
                        "look at its `" + point + "`, or run it by hand: jcompose exec " + service + " "
                                + String.join(" ", hook.command()));
            }
        }
    }

    private int run(Hook hook, String container, HookOutput output) throws InterruptedException {
        waiting.add(Thread.currentThread());
        try {
            if (brokenOff) {
                throw new InterruptedException("broken off before the hook");
            }
            try (ExecSession process =
                    session.engine().containers().exec(container, spec(hook), (_, bytes) -> output.add(bytes))) {
                int code = process.await();
                output.end();
                return code;
            }
        } catch (JcomposeException e) {
            if (e.kind() == JcomposeException.Kind.INTERRUPTED) {
                throw new InterruptedException(e.getMessage());
            }
            throw e;
        } finally {
            waiting.remove(Thread.currentThread());
        }
    }

    private ServiceContainer container(String reference) {
        return Observer.view(session.engine().containers().get(reference));
    }

    private static ExecSpec spec(Hook hook) {
        return new ExecSpec(
                hook.command(),
                hook.environment(),
                hook.user(),
                hook.workingDir(),
                false,
                false,
                hook.privileged(),
                0,
                0);
    }
}
