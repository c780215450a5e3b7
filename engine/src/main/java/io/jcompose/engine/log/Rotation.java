package io.jcompose.engine.log;

/**
 * How much of a log is kept.
 *
 * @param maxSize bytes of the current file before it is put aside
 * @param maxFiles files altogether
 * @param compress pack those that are put aside
 */
public record Rotation(long maxSize, int maxFiles, boolean compress) {
    /** Unlike docker, jcompose does not let a log fill the disk: 5 files of 10 MB. */
    public static final Rotation DEFAULT = new Rotation(10_000_000, 5, true);

    /** Docker's for its driver {@code local} and for the copies of remote logs. */
    public static final Rotation OF_LOCAL = new Rotation(20_000_000, 5, true);
}
