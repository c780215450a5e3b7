package io.jcompose.compose.apply;

import io.jcompose.compose.apply.Executor.Outcome;
import io.jcompose.compose.apply.Progress.Kind;
import io.jcompose.compose.apply.Progress.Phase;
import io.jcompose.compose.apply.spec.ContainerSpecs;
import io.jcompose.compose.apply.spec.NetworkingOf;
import io.jcompose.compose.model.Project;
import io.jcompose.compose.model.Service;
import io.jcompose.compose.plan.Action;
import io.jcompose.compose.plan.Observation;
import io.jcompose.compose.plan.ObservedContainer;
import io.jcompose.compose.plan.Plan;
import io.jcompose.compose.plan.Reconciler;
import io.jcompose.compose.plan.Step;
import io.jcompose.compose.plan.Wanted;
import io.jcompose.compose.plan.Wanted.ImageSupply;
import io.jcompose.compose.plan.Wanted.WantedService;
import io.jcompose.engine.container.ContainerSpec;
import io.jcompose.error.JcomposeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** One {@code up} or {@code create}, in two parts: all that can be done before anything is started, and the rest. */
final class UpOperation implements AutoCloseable {
    /** How many steps are at work at a time; more than processors, because much of a start is waiting for the kernel. */
    private static final int LIMIT = Math.max(8, 4 * Runtime.getRuntime().availableProcessors());

    private final Session session;
    private final UpOptions options;
    private final Wanted wanted;
    private final Plan plan;
    private final Making making;
    private final Waits waits;
    private final StepRunner runner;
    private final Set<Integer> done = new HashSet<>();

    private UpOperation(Session session, UpOptions options, Wanted wanted, Plan plan) {
        this.session = session;
        this.options = options;
        this.wanted = wanted;
        this.plan = plan;
        this.making = new Making(session, wanted, options.supply().quietPull(), BuildOptions.DEFAULT);
        this.waits =
                new Waits(session, ContainerWatch.deadline(options.waiting().timeout()));
        this.runner = new StepRunner(
                session,
                options.stopTimeout(),
                new ContainerSteps(
                        session,
                        new Hooks(session, wanted.project().allServices().values()),
                        replaced(plan)),
                waits,
                Optional.of(making));
    }

    /** Observes, plans, and checks what can be checked before anything changes. */
    static UpOperation prepare(Session session, Project project, UpOptions options) {
        UpWishes wishes = new UpWishes(session, project, options);
        Observation observed = new Observer(session.engine()).observe(project.name());
        Wanted supplied = wishes.supplied(wishes.wanted(), observed);
        Wanted wanted = supplied.withChanges(new Changes(session, project).of(supplied, observed));
        Plan plan = Reconciler.reconcile(wanted, observed, wishes.reconcile(session::confirm));
        plan.warnings().forEach(session::warn);
        checkSpecs(session, wanted, plan);
        checkPorts(session, wanted, observed, plan);
        return new UpOperation(session, options, wanted, plan);
    }

    /** The text of the plan; nothing is done. */
    static String describe(Session session, Project project, UpOptions options) {
        UpWishes wishes = new UpWishes(session, project, options);
        Observation observed = new Observer(session.engine()).observe(project.name());
        Wanted wanted = wishes.wanted();
        Wanted described = wanted.withChanges(new Changes(session, project).of(wanted, observed));
        return Reconciler.reconcile(described, observed, wishes.reconcile(_ -> false))
                .toString();
    }

    Wanted wanted() {
        return wanted;
    }

    private static Set<String> replaced(Plan plan) {
        Set<String> ids = new HashSet<>();
        for (Step step : plan.steps()) {
            if (step.action() instanceof Action.CreateContainer create) {
                create.replaced().map(ObservedContainer::id).ifPresent(ids::add);
            }
        }
        return ids;
    }

    /** Said with the place in the file, before anything changes. */
    private static void checkSpecs(Session session, Wanted wanted, Plan plan) {
        Set<String> services = new LinkedHashSet<>();
        for (Step step : plan.steps()) {
            if (step.action() instanceof Action.CreateContainer create) {
                services.add(create.service());
            }
        }
        for (String name : services) {
            WantedService made = Objects.requireNonNull(wanted.services().get(name));
            Service service = made.service();
            String image = made.image() instanceof ImageSupply.Here here ? here.id() : "";
            ContainerSpec spec = ContainerSpecs.alone(wanted.project(), service, image);
            try {
                session.engine().containers().checkLimits(spec.resources());
                session.engine().containers().checkIsolation(spec);
            } catch (JcomposeException e) {
                throw new JcomposeException(
                        e.kind(),
                        service.mark() + " services." + name + ": " + e.getMessage(),
                        e.remedy().orElse(""),
                        e);
            }
        }
    }

    /** Ports of containers that are started and hold none yet. What a container that is replaced holds comes free before it is needed. */
    private static void checkPorts(Session session, Wanted wanted, Observation observed, Plan plan) {
        Set<String> alive = new HashSet<>();
        observed.containers().stream().filter(c -> c.life().isAlive()).forEach(c -> alive.add(c.service()));
        List<ContainerSpec.PortPublication> ports = new ArrayList<>();
        for (Step step : plan.steps()) {
            if (step.action() instanceof Action.StartContainer start && !alive.contains(start.service())) {
                ports.addAll(NetworkingOf.ports(
                        Objects.requireNonNull(wanted.services().get(start.service()))
                                .service()));
            }
        }
        if (!ports.isEmpty()) {
            session.engine().containers().checkPorts(ports);
        }
    }

    /** All that does not come after a start. */
    void create() {
        Set<Integer> late = new HashSet<>();
        List<Step> early = new ArrayList<>();
        for (Step step : plan.steps()) {
            boolean starts =
                    step.action() instanceof Action.StartContainer || step.action() instanceof Action.AwaitService;
            if (starts || step.after().stream().anyMatch(late::contains)) {
                late.add(step.id());
            } else {
                early.add(step);
            }
        }
        run(early);
    }

    /** All that is left to do. */
    void finish() {
        run(plan.steps().stream().filter(step -> !done.contains(step.id())).toList());
        if (options.start()) {
            plan.kept().forEach(name -> session.tell(Kind.CONTAINER, name, Phase.RUNNING));
        }
    }

    private void run(List<Step> steps) {
        Outcome outcome = session.executor(runner, LIMIT).run(steps, done);
        done.addAll(outcome.done());
        if (!outcome.succeeded()) {
            new UpFailure(session, options, plan, making, done).raise(outcome);
        }
    }

    @Override
    public void close() {
        waits.close();
    }
}
