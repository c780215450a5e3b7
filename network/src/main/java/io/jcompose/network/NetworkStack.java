package io.jcompose.network;

import io.vertx.core.Vertx;

/**
 * The network side of one engine. Stopping it leaves namespaces, bridges and rules in place, so that what runs goes on; the next start
 * adopts them.
 */
public interface NetworkStack extends AutoCloseable {
    /**
     * Loads the saved networks and brings back bridges that a reboot took. After it the caller restores its sandboxes and calls
     * {@link Sandboxes#settle()}.
     *
     * @param vertx with the NIO transport, which is the default
     */
    static NetworkStack start(NetworkSettings settings, NetworkRecords records, Vertx vertx) {
        return KernelStack.start(settings, records, vertx);
    }

    Networks networks();

    Sandboxes sandboxes();

    /** Closes sockets and listeners; nothing is removed from the kernel. */
    @Override
    void close();
}
