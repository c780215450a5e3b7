package io.jcompose.engine.event;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Puts events in one order and hands them on: each listener has a queue and a virtual thread, so that a slow one holds up nobody. */
public final class EventHub implements Events {
    private final Vertx vertx;
    private final Clock clock;
    private final ReentrantLock order = new ReentrantLock();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    public EventHub(Vertx vertx, Clock clock) {
        this.vertx = vertx;
        this.clock = clock;
    }

    public void publish(String type, String action, String actor, Map<String, String> attributes) {
        order.lock();
        try {
            Event event = new Event(Instant.now(clock), type, action, actor, attributes);
            for (Listener listener : listeners) {
                listener.queue.add(event);
            }
            vertx.eventBus().publish(ADDRESS, json(event));
        } finally {
            order.unlock();
        }
    }

    private static JsonObject json(Event event) {
        JsonObject attributes = new JsonObject();
        event.attributes().forEach(attributes::put);
        return new JsonObject()
                .put("Type", event.type())
                .put("Action", event.action())
                .put("Actor", new JsonObject().put("ID", event.actor()).put("Attributes", attributes))
                .put("time", event.time().getEpochSecond())
                .put(
                        "timeNano",
                        event.time().getEpochSecond() * 1_000_000_000L
                                + event.time().getNano());
    }

    @Override
    public Subscription subscribe(Consumer<Event> consumer) {
        Listener listener = new Listener(consumer);
        listeners.add(listener);
        listener.thread.start();
        return () -> {
            listeners.remove(listener);
            listener.thread.interrupt();
        };
    }

    private static final class Listener {
        private final BlockingQueue<Event> queue = new LinkedBlockingQueue<>();
        private final Consumer<Event> consumer;
        private final Thread thread = Thread.ofVirtual().name("events").unstarted(this::run);

        Listener(Consumer<Event> consumer) {
            this.consumer = consumer;
        }

        private void run() {
            try {
                while (true) {
                    consumer.accept(queue.take());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
