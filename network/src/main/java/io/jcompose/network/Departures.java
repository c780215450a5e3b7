package io.jcompose.network;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The sandboxes that are being taken away. The kernel needs 10 to 40 ms to delete an interface (it waits for grace periods); whoever closes a sandbox does
 * not wait for that. Its addresses and its places in networks stay taken until it is over, and who needs exactly those waits here. Safe for concurrent use.
 */
final class Departures {
    private static final System.Logger LOG = System.getLogger(Departures.class.getName());

    private record Departure(String owner, List<String> networks, CompletableFuture<Void> over) {}

    private final Runnable hurry;
    private final Map<String, Departure> departures = new ConcurrentHashMap<>();

    /** @param hurry has what waits to be detached detached, for somebody waits for it */
    Departures(Runnable hurry) {
        this.hurry = hurry;
    }

    /**
     * Has the last steps done after the kernel's part. What fails is logged: there is nobody left to tell, and the next engine removes what it finds.
     *
     * @param detached complete when its interfaces are gone
     */
    void begin(Sandbox leaving, CompletableFuture<Void> detached, Runnable steps) {
        String sandbox = leaving.id();
        Departure departure = new Departure(
                leaving.name(),
                leaving.endpoints().stream().map(Endpoint::network).toList(),
                new CompletableFuture<>());
        departures.put(sandbox, departure);
        detached.thenRun(steps).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.log(System.Logger.Level.WARNING, "sandbox " + sandbox + " was not taken away completely", failure);
            }
            departures.remove(sandbox, departure);
            departure.over().complete(null);
        });
    }

    boolean isLeaving(String sandbox) {
        return departures.containsKey(sandbox);
    }

    /** Returns when this sandbox is gone. */
    void await(String sandbox) {
        Departure departure = departures.get(sandbox);
        if (departure != null) {
            await(departure::equals);
        }
    }

    /** Returns when those of this owner are gone, whose addresses are its own when it comes back. */
    void awaitOf(String owner) {
        await(departure -> departure.owner().equals(owner));
    }

    /** Returns when those are gone that are leaving a network now. */
    void awaitFrom(String network) {
        await(departure -> departure.networks().contains(network));
    }

    /** Returns when all are gone that are leaving now. */
    void awaitAll() {
        await(departure -> true);
    }

    private void await(Predicate<Departure> which) {
        List<Departure> awaited =
                List.copyOf(departures.values()).stream().filter(which).toList();
        if (!awaited.isEmpty()) {
            hurry.run();
        }
        awaited.forEach(departure -> departure.over().join());
    }
}
