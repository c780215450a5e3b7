package io.jcompose.network;

import java.util.List;

/** Where networks are remembered across restarts of the engine; implemented by whoever owns the state. Calls come one at a time. */
public interface NetworkRecords {
    void save(Network network);

    void delete(String id);

    List<Network> load();
}
