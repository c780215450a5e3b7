package io.jcompose.engine.container;

import java.nio.file.Path;
import java.util.Optional;

/**
 * By which names a container goes, and the files that tell its processes of names. One that shares the network of another goes by that one's, and has its
 * very files, so that it sees what changes in them.
 *
 * @param hosts /etc/hosts, on the machine; written when the container whose it is is first started, as the others
 * @param hostnameFile /etc/hostname
 * @param resolvConf /etc/resolv.conf
 */
public record Naming(Path hosts, Path hostnameFile, Path resolvConf, String hostname, Optional<String> domainname) {
    static Naming of(ContainerFiles files, String hostname, Optional<String> domainname) {
        return new Naming(files.hosts(), files.hostname(), files.resolvConf(), hostname, domainname);
    }

    /** As hosts(5) has it for the container's own addresses. */
    String fullName() {
        return domainname.map(domain -> hostname + "." + domain).orElse(hostname);
    }
}
