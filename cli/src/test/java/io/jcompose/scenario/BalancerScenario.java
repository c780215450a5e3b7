package io.jcompose.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** nginx in front of two replicas, which it finds by the name of their service. */
@ExtendWith(ScenarioExtension.class)
final class BalancerScenario {
    private static final String COMPOSE = """
            services:
              front:
                build:
                  context: front
                  args: {BASE: "%s"}
                ports: ["${PORT}:80"]
                depends_on: [app]
              app:
                image: %s
                scale: 2
                command: ["sh", "-c", "hostname > /www/index.html && exec httpd -f -p 8000 -h /www"]
                stop_signal: SIGKILL
            """;
    private static final String DOCKERFILE = """
            ARG BASE
            FROM ${BASE}
            RUN apt-get update \\
             && apt-get install -y --no-install-recommends nginx-light \\
             && rm -rf /var/lib/apt/lists/* \\
             && ln -sf /dev/stdout /var/log/nginx/access.log
            COPY balance.conf /etc/nginx/sites-available/default
            CMD ["nginx", "-g", "daemon off;"]
            """;
    private static final String CONFIGURATION = """
            server {
                listen 80;
                location / { proxy_pass http://app:8000; }
            }
            """;

    @Test
    void spreadsRequestsOverTheReplicasOfAService(Product product, Images images) {
        images.small();
        int port = Stack.freePort();
        try (Stack stack = Stack.of(product, "balancer", COMPOSE.formatted(images.debian(), Images.SMALL))
                .with(".env", "PORT=" + port + "\n")
                .with("front/Dockerfile", DOCKERFILE)
                .with("front/balance.conf", CONFIGURATION)) {
            stack.up();
            Http.await(port);
            Set<String> answered = new TreeSet<>();
            for (int request = 0; request < 20; request++) {
                answered.add(Http.get(port).strip());
            }
            assertThat(answered).as("host names that answered").hasSize(2);
            assertThat(stack.containers("app"))
                    .as("a container's host name is the start of its id")
                    .allMatch(id -> answered.contains(id.substring(0, 12)));
            assertThat(stack.logs("front")).as("nginx writes to /dev/stdout").contains("GET / HTTP/1.1");

            Footprint before = stack.footprint();
            stack.down();
            before.isGone();
        }
    }
}
