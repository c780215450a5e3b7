package io.jcompose.cli.command;

/** A command that changes nothing when {@code --dry-run} is given: it only reads, or it prints its plan. All others refuse that flag. */
public interface Harmless {}
