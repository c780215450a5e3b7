package io.jcompose.compose.load;

import io.jcompose.compose.load.remote.RemoteFiles;
import java.util.Map;

/** What all stages of one load share. */
record Session(
        SourceFiles files,
        RemoteFiles remote,
        Complaints complaints,
        History history,
        LoadFlags flags,
        Map<String, String> environment) {}
