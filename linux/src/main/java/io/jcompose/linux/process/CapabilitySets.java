package io.jcompose.linux.process;

/** The five sets of a thread as bits, see {@link Capability#bit}. */
public record CapabilitySets(long bounding, long effective, long permitted, long inheritable, long ambient) {
    public static final CapabilitySets NONE = new CapabilitySets(0, 0, 0, 0, 0);
}
