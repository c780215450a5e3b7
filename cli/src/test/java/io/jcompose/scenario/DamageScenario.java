package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Files of the home are damaged while no engine runs: the next one goes on or says what is wrong, and loses nothing. */
@ExtendWith(ScenarioExtension.class)
final class DamageScenario {
    private static final String COMPOSE = """
            services:
              web:
                image: %1$s
                command: ["sh", "-c", "echo born; exec sleep 1000"]
                stop_signal: SIGKILL
            """.formatted(Images.SMALL);

    @Test
    void aContainerWhoseSpecificationIsCutOffRunsOn(Product product, Images images) throws IOException {
        images.small();
        try (Stack stack = Stack.of(product, "damaged", COMPOSE)) {
            stack.up();
            long pid = stack.pid("web");
            String id = stack.containers().getFirst();
            Path specification =
                    product.runDirectory().resolve("containers").resolve(id).resolve("config.json");
            String before = Files.readString(specification);
            product.killEngine();
            try (FileChannel file = FileChannel.open(specification, StandardOpenOption.WRITE)) {
                file.truncate(100);
            }

            assertThat(stack.containers()).containsExactly(id);
            assertThat(stack.pid("web")).isEqualTo(pid);
            assertThat(Files.readString(specification)).isEqualTo(before);
            assertThat(stack.jcompose("exec", "-T", "web", "echo", "well")
                            .run()
                            .succeeds()
                            .out())
                    .isEqualTo("well\n");
            Footprint last = stack.footprint();
            stack.down();
            last.isGone();
        }
    }

    @Test
    void aDatabaseThatCantBeReadIsNamedAndNothingIsSweptAway(Product product, Images images)
            throws IOException, SQLException {
        images.small();
        try (Stack stack = Stack.of(product, "unread", COMPOSE)) {
            stack.up();
            long pid = stack.pid("web");
            String id = stack.containers().getFirst();
            product.killEngine();
            Path database = product.home().resolve("state.db");
            change(database, "UPDATE container SET json='x' || json");

            Outcome refused = stack.jcompose("ps").run().fails();
            assertThat(refused.err())
                    .contains("a container in the state database can't be read: \"x{")
                    .doesNotContain("defect");
            assertThat(product.home().resolve("containers").resolve(id).resolve("upper"))
                    .exists();

            change(database, "UPDATE container SET json=substr(json, 2)");
            Path aside = database.resolveSibling("aside");
            Files.copy(database, aside, StandardCopyOption.REPLACE_EXISTING);
            Files.writeString(database, "no database");
            assertThat(stack.jcompose("ps").run().fails().err())
                    .contains("the state database \"" + database + "\" can't be opened");
            Files.move(aside, database, StandardCopyOption.REPLACE_EXISTING);

            assertThat(stack.pid("web")).isEqualTo(pid);
        }
    }

    /** And puts all of it into the one file. */
    private static void change(Path database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }
}
