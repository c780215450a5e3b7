package io.jcompose.cli.command;

/** What follows the first word of such a command is a command line of its own, with flags that are not ours. */
public interface OwnCommandLine {}
