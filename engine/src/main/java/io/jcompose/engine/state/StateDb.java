package io.jcompose.engine.state;

import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import org.sqlite.SQLiteConfig;

/** One connection to the database, used by one thread at a time: a write takes tens of microseconds, so nobody waits long. */
public final class StateDb implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StateDb.class.getName());
    private static final int VERSION = 3;
    /** SQLite goes back to the beginning of its log after 1000 pages of 4 KiB, if it can. */
    private static final int RESERVED = 6 << 20;

    private static final int RESERVED_STEP = 1 << 20;
    private static final String SAVE_CONTAINER = "INSERT INTO container(id, name, sequence, json) VALUES(?, ?, "
            + next("container") + ", ?) ON CONFLICT(id) DO UPDATE SET name=excluded.name, json=excluded.json";
    private static final String SAVE_NETWORK = "INSERT INTO network(id, sequence, json) VALUES(?, " + next("network")
            + ", ?) ON CONFLICT(id) DO UPDATE SET json=excluded.json";
    private static final String SAVE_VOLUME = "INSERT INTO volume(id, sequence, json) VALUES(?, " + next("volume")
            + ", ?) ON CONFLICT(id) DO UPDATE SET json=excluded.json";
    private static final String FORGET_COURSE = "DELETE FROM container_course WHERE id=?";

    private final ReentrantLock lock = new ReentrantLock();
    private final Connection connection;
    private final Path file;
    private final EventTable events = new EventTable();
    /** Each is prepared once, which takes as long as to execute it. */
    private final Map<String, PreparedStatement> prepared = new LinkedHashMap<>();

    private StateDb(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /** Opens or makes the file; FAILED_PRECONDITION when it was written by a newer jcompose or is no database. */
    public static StateDb open(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Properties options = new Properties();
            // nobody asks for the keys of rows, which the driver looks up after each change otherwise
            options.setProperty(SQLiteConfig.Pragma.JDBC_GET_GENERATED_KEYS.getPragmaName(), "false");
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, options);
            StateDb db = new StateDb(file, connection);
            db.prepare();
            // the driver begins and ends a transaction around each statement otherwise
            connection.setAutoCommit(false);
            db.reserve();
            return db;
        } catch (SQLException | IOException e) {
            throw new JcomposeException(
                    JcomposeException.Kind.FAILED_PRECONDITION,
                    "the state database \"" + file + "\" can't be opened: " + e.getMessage(),
                    "check the disk and the rights of the folder; a damaged file can be moved away, volumes and images are kept apart from it",
                    e);
        }
    }

    /**
     * Makes the log of changes as long as it gets and half as long again, so that on a full disk containers can still end, be stopped and be removed. SQLite
     * writes over what is there and takes zeros for the end of what counts.
     */
    private void reserve() {
        Path log = file.resolveSibling(file.getFileName() + "-wal");
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocate(RESERVED_STEP);
            for (long at = channel.size(); at < RESERVED; at += RESERVED_STEP) {
                channel.write(zeros.clear(), at);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "no room is kept for the state database: {0}", e.getMessage());
        }
    }

    private void prepare() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=NORMAL");
            int version;
            try (ResultSet rows = statement.executeQuery("PRAGMA user_version")) {
                version = rows.next() ? rows.getInt(1) : 0;
            }
            if (version > VERSION) {
                throw new JcomposeException(
                        JcomposeException.Kind.FAILED_PRECONDITION,
                        "the state database \"" + file + "\" was written by a newer jcompose",
                        "use that version, or another JCOMPOSE_HOME");
            }
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID");
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS container(id TEXT PRIMARY KEY, name TEXT UNIQUE, sequence INTEGER NOT NULL, json TEXT NOT NULL)");
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS container_course(id TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID");
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS network(id TEXT PRIMARY KEY, sequence INTEGER NOT NULL, json TEXT NOT NULL)");
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS volume(id TEXT PRIMARY KEY, sequence INTEGER NOT NULL, json TEXT NOT NULL)");
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS build_step(key TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID");
            statement.execute(EventTable.DEFINITION);
            statement.execute("PRAGMA user_version=" + VERSION);
        }
    }

    public Optional<String> meta(String key) {
        return one("SELECT value FROM meta WHERE key=?", key);
    }

    public void saveMeta(String key, String value) {
        run(
                "INSERT INTO meta(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value=excluded.value",
                key,
                value);
    }

    /**
     * A container as it is kept.
     *
     * @param course newer than the part of the same name in the other; absent until that has changed
     */
    public record StoredContainer(String json, Optional<String> course) {}

    /**
     * The number of a new row: one more than that of the row that was made last, which has the greatest rowid. {@code max(sequence)} would read all of the
     * table, 0.3 ms at 5,000 containers.
     */
    private static String next(String table) {
        return "coalesce((SELECT sequence FROM " + table + " ORDER BY rowid DESC LIMIT 1), 0) + 1";
    }

    /** All of it; forgets a course that was saved for it before. */
    public void saveContainer(String id, String name, String json) {
        run(new Command(SAVE_CONTAINER, id, name, json), new Command(FORGET_COURSE, id));
    }

    /** What changes of a container from start to end. Of one that is saved already. */
    public void saveCourse(String id, String json) {
        run(
                "INSERT INTO container_course(id, json) VALUES(?, ?) ON CONFLICT(id) DO UPDATE SET json=excluded.json",
                id,
                json);
    }

    public void deleteContainer(String id) {
        run(new Command("DELETE FROM container WHERE id=?", id), new Command(FORGET_COURSE, id));
    }

    /** In the order of creation. */
    public List<StoredContainer> containers() {
        return all(
                "SELECT container.json, container_course.json FROM container LEFT JOIN container_course USING(id) ORDER BY sequence",
                row -> new StoredContainer(row.getString(1), Optional.ofNullable(row.getString(2))));
    }

    public void saveNetwork(String id, String json) {
        run(SAVE_NETWORK, id, json);
    }

    public void deleteNetwork(String id) {
        run("DELETE FROM network WHERE id=?", id);
    }

    public List<String> networks() {
        return all("SELECT json FROM network ORDER BY sequence");
    }

    public void saveVolume(String name, String json) {
        run(SAVE_VOLUME, name, json);
    }

    public void deleteVolume(String name) {
        run("DELETE FROM volume WHERE id=?", name);
    }

    public List<String> volumes() {
        return all("SELECT json FROM volume ORDER BY sequence");
    }

    public Optional<String> buildStep(String key) {
        return one("SELECT json FROM build_step WHERE key=?", key);
    }

    public void saveBuildStep(String key, String json) {
        run(
                "INSERT INTO build_step(key, json) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET json=excluded.json",
                key,
                json);
    }

    public void deleteBuildStep(String key) {
        run("DELETE FROM build_step WHERE key=?", key);
    }

    /** Written by {@link #writeEvents}, or with the next change, whichever comes first. */
    void addEvent(EventTable.Row event) {
        events.add(event);
    }

    void writeEvents() {
        run();
    }

    long lastEvent() {
        return using(EventTable::last);
    }

    /** @param since nanoseconds since the epoch */
    List<EventTable.Row> events(long since, long after, long upTo, int limit) {
        writeEvents();
        return using(open -> EventTable.read(open, since, after, upTo, limit));
    }

    private void run(String sql, String... arguments) {
        run(new Command(sql, arguments));
    }

    private record Command(String sql, List<String> arguments) {
        Command(String sql, String... arguments) {
            this(sql, List.of(arguments));
        }
    }

    /** All of them or none, and before them the events that wait: whoever finds the state finds what led to it. */
    private void run(Command... commands) {
        lock.lock();
        try {
            List<EventTable.Row> waiting = events.waiting();
            if (waiting.isEmpty() && commands.length == 0) {
                return;
            }
            using(open -> {
                EventTable.insert(this::statement, waiting);
                for (Command command : commands) {
                    PreparedStatement statement = statement(command.sql());
                    bind(statement, command.arguments());
                    statement.executeUpdate();
                }
                return true;
            });
            events.written(waiting);
        } finally {
            lock.unlock();
        }
    }

    /** Not to be closed. */
    private PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement known = prepared.get(sql);
        if (known != null) {
            return known;
        }
        PreparedStatement made = connection.prepareStatement(sql);
        prepared.put(sql, made);
        return made;
    }

    @FunctionalInterface
    private interface Use<T> {
        T of(Connection connection) throws SQLException;
    }

    /** One transaction. */
    private <T> T using(Use<T> use) {
        lock.lock();
        try {
            T result = use.of(connection);
            connection.commit();
            return result;
        } catch (SQLException e) {
            rollBack(e);
            throw failed(e);
        } finally {
            lock.unlock();
        }
    }

    private void rollBack(SQLException reason) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    private Optional<String> one(String sql, String... arguments) {
        List<String> rows = all(sql, arguments);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
    }

    private List<String> all(String sql, String... arguments) {
        return all(sql, row -> row.getString(1), arguments);
    }

    @FunctionalInterface
    private interface Row<T> {
        T of(ResultSet columns) throws SQLException;
    }

    private <T> List<T> all(String sql, Row<T> row, String... arguments) {
        return using(open -> {
            try (PreparedStatement statement = open.prepareStatement(sql)) {
                bind(statement, List.of(arguments));
                List<T> found = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        found.add(row.of(rows));
                    }
                }
                return found;
            }
        });
    }

    private static void bind(PreparedStatement statement, List<String> arguments) throws SQLException {
        for (int i = 0; i < arguments.size(); i++) {
            statement.setString(i + 1, arguments.get(i));
        }
    }

    private JcomposeException failed(SQLException e) {
        return new JcomposeException(
                JcomposeException.Kind.UNAVAILABLE,
                "the state database \"" + file + "\" can't be used: " + e.getMessage(),
                "make room on the disk, then repeat the command",
                e);
    }

    @Override
    public void close() {
        lock.lock();
        try (connection) {
            run();
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            lock.unlock();
        }
    }
}
