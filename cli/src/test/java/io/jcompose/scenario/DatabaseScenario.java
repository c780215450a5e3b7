package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** PostgreSQL from Debian's packages and a client that waits until it is healthy. */
@ExtendWith(ScenarioExtension.class)
final class DatabaseScenario {
    private static final String COMPOSE = """
            services:
              client:
                build: &image
                  context: .
                  args: {BASE: "%s"}
                command:
                  - sh
                  - -ec
                  - |
                    psql -h db -v ON_ERROR_STOP=1 -c 'create table if not exists seen (n int)'
                    psql -h db -v ON_ERROR_STOP=1 -c 'insert into seen values (6), (7)'
                    psql -h db -At -c "select 'answer ' || exp(sum(ln(n)))::int from seen"
                depends_on:
                  db: {condition: service_healthy}
              db:
                build: *image
                command:
                  - /usr/lib/postgresql/15/bin/postgres
                  - -cconfig_file=/etc/postgresql/15/main/postgresql.conf
                  - -clisten_addresses=*
                stop_signal: SIGINT
                volumes: ["cluster:/var/lib/postgresql/15/main"]
                healthcheck:
                  test: ["CMD-SHELL", "pg_isready -h 127.0.0.1"]
                  interval: 2s
                  start_period: 30s
                  start_interval: 300ms
            volumes:
              cluster: {}
            """;
    private static final String DOCKERFILE = """
            ARG BASE
            FROM ${BASE}
            RUN apt-get update \\
             && apt-get install -y --no-install-recommends postgresql \\
             && rm -rf /var/lib/apt/lists/* \\
             && echo 'host all all all trust' >> /etc/postgresql/15/main/pg_hba.conf
            USER postgres
            """;

    @Test
    void aClientRunsSqlOnceTheServerIsHealthy(Product product, Images images) {
        try (Stack stack = Stack.of(product, "database", COMPOSE.formatted(images.debian()))
                .with("Dockerfile", DOCKERFILE)) {
            stack.up();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(stack.logs("client")).contains("answer 42"));
            assertThat(stack.logs("client")).contains("CREATE TABLE", "INSERT 0 2");
            Footprint before = stack.footprint();
            stack.down();
            before.isGone();
        }
    }
}
