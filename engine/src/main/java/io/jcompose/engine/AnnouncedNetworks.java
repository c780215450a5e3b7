package io.jcompose.engine;

import io.jcompose.engine.event.EventHub;
import io.jcompose.network.Network;
import io.jcompose.network.NetworkSpec;
import io.jcompose.network.Networks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Networks whose making and unmaking are events. */
record AnnouncedNetworks(Networks networks, EventHub events) implements Networks {
    @Override
    public Network create(NetworkSpec spec) {
        Network network = networks.create(spec);
        publish("create", network);
        return network;
    }

    @Override
    public void remove(String idOrName) {
        Network network = networks.get(idOrName);
        networks.remove(network.id());
        publish("destroy", network);
    }

    private void publish(String action, Network network) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("name", network.name());
        attributes.put("type", network.spec().driver());
        events.publish("network", action, network.id(), attributes);
    }

    @Override
    public Optional<Network> find(String idOrName) {
        return networks.find(idOrName);
    }

    @Override
    public Network get(String idOrName) {
        return networks.get(idOrName);
    }

    @Override
    public List<Network> list() {
        return networks.list();
    }

    @Override
    public List<String> connected(String networkId) {
        return networks.connected(networkId);
    }
}
