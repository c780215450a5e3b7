package io.jcompose.compose.model;

/** A resource limit; -1 means unlimited. */
public record Ulimit(long soft, long hard) {}
