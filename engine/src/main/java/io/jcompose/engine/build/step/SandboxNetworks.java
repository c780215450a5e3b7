package io.jcompose.engine.build.step;

import io.jcompose.network.DnsConfig;
import io.jcompose.network.EndpointSpec;
import io.jcompose.network.HostFiles;
import io.jcompose.network.NetworkStack;
import io.jcompose.network.Sandbox;
import io.jcompose.network.SandboxSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Gives each step a sandbox of its own on one of the engine's networks. */
public final class SandboxNetworks implements StepNetworks {
    private static final String HOSTNAME = "buildkitsandbox";

    private final NetworkStack stack;
    private final Supplier<String> defaultNetwork;

    /** @param defaultNetwork the id of the engine's default bridge network, made when it is not there */
    public SandboxNetworks(NetworkStack stack, Supplier<String> defaultNetwork) {
        this.stack = stack;
        this.defaultNetwork = defaultNetwork;
    }

    @Override
    public StepNetwork open(String network, String id, Map<String, String> extraHosts) {
        List<Map.Entry<String, String>> extra = new ArrayList<>();
        extraHosts.forEach((name, address) -> extra.add(new SimpleImmutableEntry<>(name, address)));
        if (network.equals("host")) {
            return ofTheHost(extra);
        }
        List<EndpointSpec> endpoints = switch (network) {
            case "none" -> List.of();
            case "", "default", "bridge" -> List.of(EndpointSpec.of(defaultNetwork.get(), id));
            default -> List.of(EndpointSpec.of(stack.networks().get(network).id(), id));
        };
        Sandbox sandbox = stack.sandboxes().open(new SandboxSpec(id, id, endpoints, List.of(), DnsConfig.OF_THE_HOST));
        try {
            return new Opened(
                    sandbox.netns(),
                    stack.sandboxes().hosts(sandbox, HOSTNAME, extra),
                    stack.sandboxes().resolvConf(sandbox),
                    () -> stack.sandboxes().close(id));
        } catch (RuntimeException e) {
            stack.sandboxes().close(id);
            throw e;
        }
    }

    private static Opened ofTheHost(List<Map.Entry<String, String>> extraHosts) {
        try {
            return new Opened("", HostFiles.hosts(extraHosts), HostFiles.resolvConf(DnsConfig.OF_THE_HOST), () -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Opened(String namespace, String hosts, String resolvConf, Runnable end) implements StepNetwork {
        @Override
        public void close() {
            end.run();
        }
    }
}
