package io.jcompose.engine.build.step;

import java.util.Map;

/** Gives steps a network. */
public interface StepNetworks {
    /**
     * Opens a network for one step.
     *
     * @param network {@code default}, {@code none}, {@code host}, or the id or name of a network
     * @param id unique on this engine
     * @param extraHosts name to address, for /etc/hosts
     */
    StepNetwork open(String network, String id, Map<String, String> extraHosts);

    /** Closing it takes the namespace away. */
    interface StepNetwork extends AutoCloseable {
        /** The path of the network namespace; empty: the host's. */
        String namespace();

        /** The text of /etc/hosts. */
        String hosts();

        /** The text of /etc/resolv.conf. */
        String resolvConf();

        @Override
        void close();
    }
}
