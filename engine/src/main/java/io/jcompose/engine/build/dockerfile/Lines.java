package io.jcompose.engine.build.dockerfile;

/** The first and the last line of a text's part, counted from 1. */
public record Lines(int start, int end) {}
