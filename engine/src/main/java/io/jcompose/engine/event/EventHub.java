package io.jcompose.engine.event;

import io.jcompose.error.JcomposeException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Puts events in one order and hands them on: each listener has a queue and a virtual thread, so that a slow one holds up nobody.
 *
 * <p>As a rule the next change of state that is saved takes them along ({@link EventRecords#append}). A write for each would be as many again as those of a
 * container's whole life, and the next change would wait for it: what nothing has taken along is written a moment later, with all that has come by then.
 */
public final class EventHub implements Events {
    private static final System.Logger LOG = System.getLogger(EventHub.class.getName());
    private static final int PAGE = 500;
    private static final Duration UNWRITTEN = Duration.ofMillis(50);

    private final Clock clock;
    private final EventRecords records;
    private final ReentrantLock order = new ReentrantLock();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    /** One for each event since the last write. */
    private final Semaphore unwritten = new Semaphore(0);

    private long number;

    public EventHub(Clock clock, EventRecords records) {
        this.clock = clock;
        this.records = records;
        this.number = records.last();
        Thread.ofVirtual().name("events-writing").start(this::writeLater);
    }

    private void writeLater() {
        try {
            while (true) {
                unwritten.acquire();
                Thread.sleep(UNWRITTEN);
                unwritten.drainPermits();
                write();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void write() {
        try {
            records.flush();
        } catch (JcomposeException e) {
            LOG.log(System.Logger.Level.ERROR, "events are not kept: {0}", e.getMessage());
        }
    }

    public void publish(String type, String action, String actor, Map<String, String> attributes) {
        order.lock();
        try {
            Event event = new Event(Instant.now(clock), type, action, actor, attributes);
            records.append(++number, event);
            for (Listener listener : listeners) {
                listener.queue.add(event);
            }
            unwritten.release();
        } finally {
            order.unlock();
        }
    }

    @Override
    public Subscription subscribe(Consumer<Event> consumer) {
        Listener listener = new Listener(consumer);
        listeners.add(listener);
        return begin(listener);
    }

    private Subscription begin(Listener listener) {
        listener.thread.start();
        return () -> {
            listeners.remove(listener);
            listener.thread.interrupt();
        };
    }

    @Override
    public Subscription subscribe(Instant since, Consumer<Event> consumer) {
        Listener listener = new Listener(consumer);
        long upTo;
        order.lock();
        try {
            listeners.add(listener);
            upTo = number;
        } finally {
            order.unlock();
        }
        try {
            tellPast(since, upTo, consumer);
        } catch (RuntimeException e) {
            listeners.remove(listener);
            throw e;
        }
        return begin(listener);
    }

    private void tellPast(Instant since, long upTo, Consumer<Event> consumer) {
        long after = 0;
        List<EventRecords.Numbered> page;
        do {
            page = records.read(since, after, upTo, PAGE);
            for (EventRecords.Numbered kept : page) {
                consumer.accept(kept.event());
                after = kept.number();
            }
        } while (page.size() == PAGE);
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
