package io.jcompose.engine.build.graph;

import io.jcompose.engine.build.context.FileTree;
import io.jcompose.engine.build.context.IgnoreRules;

/** A directory of the host that a build reads. */
record ContextDirectory(FileTree tree, IgnoreRules ignore, String title) {}
