package io.jcompose.engine.container;

import io.jcompose.engine.state.Json;
import io.jcompose.engine.state.StateDb;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** All containers by id and name, in the order of their creation; every change goes to the database before it is seen. */
final class ContainerTable {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]*");

    private final StateDb db;
    private final Json json;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ContainerId, Cell> cells = new LinkedHashMap<>();
    private final Map<String, Cell> names = new LinkedHashMap<>();
    private final Set<String> reserved = new HashSet<>();

    ContainerTable(StateDb db, Json json) {
        this.db = db;
        this.json = json;
    }

    /**
     * The containers of earlier engines, read once at the start.
     *
     * @throws JcomposeException FAILED_PRECONDITION for one that can't be read: what is not known would be swept away
     */
    List<Container> stored() {
        return db.containers().stream().map(this::read).toList();
    }

    private Container read(StateDb.StoredContainer stored) {
        String text = stored.json();
        try {
            Container container = json.read(text, Container.class);
            return stored.course()
                    .map(course -> With.course(container, json.read(course, Container.Course.class)))
                    .orElse(container);
        } catch (IllegalStateException e) {
            throw new JcomposeException(
                    Kind.FAILED_PRECONDITION,
                    "a container in the state database can't be read: \""
                            + text.substring(0, Math.min(80, text.length())) + "...\"",
                    "start the version of jcompose that wrote it, or bring state.db back from a backup",
                    e);
        }
    }

    /** Takes in a container that the database already has. */
    void restored(Cell cell) {
        lock.lock();
        try {
            cells.put(cell.id, cell);
            names.put(cell.snapshot().name(), cell);
        } finally {
            lock.unlock();
        }
    }

    /** Keeps a name for a container that is about to be; INVALID or CONFLICT with docker's words. */
    void reserve(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new JcomposeException(
                    Kind.INVALID,
                    "invalid container name (" + name + "), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed",
                    "choose another name");
        }
        lock.lock();
        try {
            Cell holder = names.get(name);
            if (holder != null || !reserved.add(name)) {
                String by = holder == null ? "one that is being created" : "\"" + holder.id.value() + "\"";
                throw new JcomposeException(
                        Kind.CONFLICT,
                        "the container name \"/" + name + "\" is already in use by container " + by,
                        "remove or rename that container to be able to use the name again");
            }
        } finally {
            lock.unlock();
        }
    }

    void release(String name) {
        lock.lock();
        try {
            reserved.remove(name);
        } finally {
            lock.unlock();
        }
    }

    /** Adds a container whose name is reserved. */
    void add(Cell cell) {
        Container container = cell.snapshot();
        db.saveContainer(container.id().value(), container.name(), json.write(container));
        lock.lock();
        try {
            reserved.remove(container.name());
            cells.put(cell.id, cell);
            names.put(container.name(), cell);
        } finally {
            lock.unlock();
        }
    }

    /** Changes a snapshot: saved first, unless the database has it so, then seen. */
    Container update(Cell cell, UnaryOperator<Container> change) {
        synchronized (cell) {
            Container next = change.apply(cell.snapshot());
            save(cell, next);
            cell.snapshot(next);
            return next;
        }
    }

    private void save(Cell cell, Container next) {
        Container saved = cell.saved();
        if (next.equals(saved)) {
            return;
        }
        if (next.equals(With.course(saved, next.course()))) {
            db.saveCourse(next.id().value(), json.write(next.course()));
        } else {
            db.saveContainer(next.id().value(), next.name(), json.write(next));
        }
        cell.saved(next);
    }

    /** Saves what will be seen a little later: should the engine die before, the next one sees it. The update that makes it seen writes nothing then. */
    void saveAhead(Cell cell, UnaryOperator<Container> change) {
        synchronized (cell) {
            save(cell, change.apply(cell.snapshot()));
        }
    }

    /** Changes a snapshot that holds nothing worth a write: what an engine that starts anew finds out again by itself. */
    Container updateInMemory(Cell cell, UnaryOperator<Container> change) {
        synchronized (cell) {
            Container next = change.apply(cell.snapshot());
            cell.snapshot(next);
            return next;
        }
    }

    /** @param further what changes with the name */
    Container rename(Cell cell, String name, UnaryOperator<Container> further) {
        reserve(name);
        try {
            String before = cell.snapshot().name();
            Container next = update(cell, container -> further.apply(With.name(container, name)));
            lock.lock();
            try {
                names.remove(before);
                names.put(name, cell);
            } finally {
                lock.unlock();
            }
            return next;
        } finally {
            release(name);
        }
    }

    /** Repeatable: the name may be another's by then. */
    void remove(Cell cell) {
        db.deleteContainer(cell.id.value());
        lock.lock();
        try {
            cells.remove(cell.id);
            names.remove(cell.snapshot().name(), cell);
        } finally {
            lock.unlock();
        }
    }

    List<Cell> all() {
        lock.lock();
        try {
            return new ArrayList<>(cells.values());
        } finally {
            lock.unlock();
        }
    }

    Optional<Cell> find(String reference) {
        String wanted = reference.startsWith("/") ? reference.substring(1) : reference;
        lock.lock();
        try {
            Cell named = names.get(wanted);
            if (named != null) {
                return Optional.of(named);
            }
            if (wanted.isEmpty()) {
                return Optional.empty();
            }
            List<Cell> matching = cells.values().stream()
                    .filter(cell -> cell.id.value().startsWith(wanted))
                    .toList();
            if (matching.size() > 1) {
                throw new JcomposeException(
                        Kind.INVALID, "multiple IDs found with provided prefix: " + wanted, "give more digits");
            }
            return matching.stream().findFirst();
        } finally {
            lock.unlock();
        }
    }

    Cell get(String reference) {
        return find(reference).orElseThrow(() -> gone(reference));
    }

    /** The container whose network and names it has: itself, or the one it shares with, as far as those that it goes by are there. */
    Cell ownerOfNetwork(Cell cell) {
        Set<Cell> passed = new LinkedHashSet<>();
        Cell owner = cell;
        while (passed.add(owner)
                && owner.snapshot().spec().networking().mode()
                        instanceof ContainerSpec.NetworkMode.OfContainer(String reference)) {
            owner = find(reference).orElse(owner);
        }
        return owner;
    }

    /** Its operation lock, for the caller to unlock; NOT_FOUND when whoever had it before has removed the container, which a change would bring back. */
    void lock(Cell cell) {
        cell.operation.lock();
        if (!all().contains(cell)) {
            cell.operation.unlock();
            throw gone(cell.snapshot().name());
        }
    }

    /** Its files, for the caller to let go; NOT_FOUND when they are being deleted. */
    void hold(Cell cell) {
        if (!cell.holds.hold()) {
            throw gone(cell.snapshot().name());
        }
    }

    private static JcomposeException gone(String reference) {
        return new JcomposeException(
                Kind.NOT_FOUND,
                "No such container: " + reference,
                "jcompose container ls -a lists those that are there");
    }
}
