package io.jcompose.engine.state;

import io.jcompose.engine.event.EventRecords;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The table of events, and those that wait for the next write. What touches the connection is called with the database's lock held. */
final class EventTable {
    static final String DEFINITION =
            "CREATE TABLE IF NOT EXISTS event(number INTEGER PRIMARY KEY, time INTEGER NOT NULL, json TEXT NOT NULL)";

    private final Deque<Row> waiting = new ArrayDeque<>();

    /** @param time nanoseconds since the epoch */
    record Row(long number, long time, String json) {}

    /** On a full disk the oldest that wait are forgotten, as they would be in the table. */
    void add(Row row) {
        synchronized (waiting) {
            waiting.add(row);
            if (waiting.size() > EventRecords.KEPT) {
                waiting.remove();
            }
        }
    }

    List<Row> waiting() {
        synchronized (waiting) {
            return List.copyOf(waiting);
        }
    }

    /** Prepared statements by their text. */
    @FunctionalInterface
    interface Statements {
        PreparedStatement of(String sql) throws SQLException;
    }

    /** Part of the caller's transaction; after its commit the caller says {@link #written}. */
    static void insert(Statements statements, List<Row> rows) throws SQLException {
        for (Row row : rows) {
            PreparedStatement insert =
                    statements.of("INSERT OR REPLACE INTO event(number, time, json) VALUES(?, ?, ?)");
            insert.setLong(1, row.number());
            insert.setLong(2, row.time());
            insert.setString(3, row.json());
            insert.executeUpdate();
        }
        if (!rows.isEmpty()) {
            PreparedStatement prune = statements.of("DELETE FROM event WHERE number <= ?");
            prune.setLong(1, rows.getLast().number() - EventRecords.KEPT);
            prune.executeUpdate();
        }
    }

    void written(List<Row> rows) {
        long last = rows.isEmpty() ? 0 : rows.getLast().number();
        synchronized (waiting) {
            waiting.removeIf(row -> row.number() <= last);
        }
    }

    static long last(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT coalesce(max(number), 0) FROM event")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    static List<Row> read(Connection connection, long since, long after, long upTo, int limit) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT number, time, json FROM event"
                + " WHERE number > ? AND number <= ? AND time >= ? ORDER BY number LIMIT ?")) {
            query.setLong(1, after);
            query.setLong(2, upTo);
            query.setLong(3, since);
            query.setInt(4, limit);
            List<Row> found = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(new Row(rows.getLong(1), rows.getLong(2), rows.getString(3)));
                }
            }
            return found;
        }
    }
}
