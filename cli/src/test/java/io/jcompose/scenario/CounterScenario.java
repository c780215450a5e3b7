package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The classic: a Flask application that counts visits in Redis, both from Debian packages. */
@ExtendWith(ScenarioExtension.class)
final class CounterScenario {
    private static final String COMPOSE = """
            services:
              web:
                build:
                  context: web
                  args: {BASE: "%1$s"}
                ports: ["127.0.0.1:${PORT}:5000"]
                depends_on:
                  redis: {condition: service_healthy}
              echo:
                build:
                  context: web
                  args: {BASE: "%1$s"}
                command: ["python3", "/code/echo.py"]
                ports: ["127.0.0.1:${PORT}:9000/udp"]
              redis:
                build:
                  context: redis
                  args: {BASE: "%1$s"}
                volumes: ["counted:/data"]
                healthcheck:
                  test: ["CMD", "redis-cli", "ping"]
                  interval: 2s
                  start_period: 20s
                  start_interval: 200ms
            volumes:
              counted: {}
            """;
    private static final String WEB = """
            ARG BASE
            FROM ${BASE}
            RUN apt-get update \\
             && apt-get install -y --no-install-recommends python3-flask python3-redis \\
             && rm -rf /var/lib/apt/lists/*
            WORKDIR /code
            COPY *.py ./
            ENV FLASK_APP=app.py PYTHONUNBUFFERED=1
            EXPOSE 5000
            CMD ["flask", "run", "--host=0.0.0.0"]
            """;
    private static final String APP = """
            import redis
            from flask import Flask

            app = Flask(__name__)
            cache = redis.Redis(host='redis', port=6379)

            @app.route('/')
            def hello():
                return 'seen %d times\\n' % cache.incr('hits')
            """;
    private static final String ECHO = """
            import socket

            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            s.bind(('0.0.0.0', 9000))
            while True:
                data, sender = s.recvfrom(1500)
                s.sendto(data.upper(), sender)
            """;
    private static final String REDIS = """
            ARG BASE
            FROM ${BASE}
            RUN apt-get update \\
             && apt-get install -y --no-install-recommends redis-server \\
             && rm -rf /var/lib/apt/lists/* \\
             && mkdir /data && chown redis:redis /data
            VOLUME /data
            WORKDIR /data
            USER redis
            EXPOSE 6379
            CMD ["redis-server", "--protected-mode", "no", "--appendonly", "yes", "--dir", "/data"]
            """;

    @Test
    void countsOverDownAndUpAndAnEngineThatWasKilled(Product product, Images images) {
        int port = Stack.freePort();
        try (Stack stack = Stack.of(product, "counter", COMPOSE.formatted(images.debian()))
                .with(".env", "PORT=" + port + "\n")
                .with("web/Dockerfile", WEB)
                .with("web/app.py", APP)
                .with("web/echo.py", ECHO)
                .with("redis/Dockerfile", REDIS)) {
            stack.up();
            assertThat(Http.await(port)).isEqualTo("seen 1 times\n");
            assertThat(visit(port, 2)).containsExactly("seen 2 times\n", "seen 3 times\n");
            assertThat(Http.datagram(port, "well met"))
                    .as("over the published UDP port")
                    .isEqualTo("WELL MET");
            assertThat(fileOwner(stack.pid("redis"), "/data"))
                    .as("copied up from the image")
                    .isNotEqualTo("0");

            Footprint before = stack.footprint();
            stack.down();
            before.isGone();
            assertThat(Trees.names(product.runDirectory().resolve("netns"))).isEmpty();

            assertThat(stack.up().text()).as("the second up builds nothing").doesNotContain("apt-get");
            assertThat(Http.await(port)).as("the named volume keeps the count").isEqualTo("seen 4 times\n");

            List<String> running = stack.containers();
            product.killEngine();
            assertThat(Http.get(port)).as("the stack serves without its engine").isEqualTo("seen 5 times\n");
            assertThat(stack.containers())
                    .as("the next command finds them again")
                    .isEqualTo(running);
            assertThat(Http.get(port)).isEqualTo("seen 6 times\n");

            stack.down("-v");
            stack.up();
            assertThat(Http.await(port)).as("down -v forgets the count").isEqualTo("seen 1 times\n");
        }
    }

    private static List<String> visit(int port, int times) {
        return IntStream.range(0, times).mapToObj(time -> Http.get(port)).toList();
    }

    private static String fileOwner(long pid, String path) {
        try {
            return Files.getAttribute(Path.of("/proc/" + pid + "/root" + path), "unix:uid")
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
