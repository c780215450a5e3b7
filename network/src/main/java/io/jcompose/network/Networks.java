package io.jcompose.network;

import java.util.List;
import java.util.Optional;

/** The networks of one engine. Blocking, safe for concurrent use. Errors are {@link io.jcompose.error.JcomposeException}. */
public interface Networks {
    /**
     * Makes the network in the kernel and saves it.
     *
     * @throws io.jcompose.error.JcomposeException ALREADY_EXISTS for a name that is taken, INVALID for a specification that makes no sense,
     *     CONFLICT for a subnet that overlaps another network or a route of the host (both are named)
     */
    Network create(NetworkSpec spec);

    /**
     * Removes the network, its bridge and its rules.
     *
     * @param idOrName full id, name or unambiguous prefix of an id
     * @throws io.jcompose.error.JcomposeException NOT_FOUND; CONFLICT while a sandbox is connected (which one is named)
     */
    void remove(String idOrName);

    /** By full id, then by name, then by unambiguous prefix of an id. */
    Optional<Network> find(String idOrName);

    /** As {@link #find}, or NOT_FOUND. */
    Network get(String idOrName);

    /** In the order of creation. */
    List<Network> list();

    /** The ids of the sandboxes that are connected, in the order of connecting. */
    List<String> connected(String networkId);
}
