package io.jcompose.compose.load;

import java.util.Map;

/** What all stages of one load share. */
record Session(
        SourceFiles files, Complaints complaints, History history, LoadFlags flags, Map<String, String> environment) {}
