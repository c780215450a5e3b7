package io.jcompose.cli.render;

import io.jcompose.compose.apply.Reporter;

/** Shows how an operation goes on. Closing it draws the last state. */
public interface ProgressView extends Reporter, AutoCloseable {
    @Override
    void close();
}
