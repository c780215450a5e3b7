package io.jcompose.engine.container;

import io.jcompose.engine.container.ContainerSpec.Isolation;

/** Variants of parts of a specification. */
final class ContainerSpecs {
    private ContainerSpecs() {}

    /** The same with all rights, for {@code exec --privileged}. */
    static Isolation privileged(Isolation i) {
        return new Isolation(
                true,
                i.readOnlyRootfs(),
                i.capAdd(),
                i.capDrop(),
                i.securityOptions(),
                i.namespaces(),
                i.sysctls(),
                i.devices(),
                i.deviceRules(),
                i.cgroupParent(),
                i.runtime(),
                i.annotations());
    }
}
