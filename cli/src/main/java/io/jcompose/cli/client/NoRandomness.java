package io.jcompose.cli.client;

import java.security.Provider;
import java.security.SecureRandomSpi;
import java.security.Security;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A security provider whose random numbers are none: who asks for one is refused. JDK 25 constructs a SecureRandom in every process that opens a unix socket, for names of temporary sockets
 * that a client never makes (sun.nio.ch.UnixDomainSockets). The JDK's own provider lists all its algorithms for that, several milliseconds of a client's life.
 */
final class NoRandomness extends Provider {
    private static final long serialVersionUID = 1;

    private final transient Service service;

    private NoRandomness() {
        super("NoRandomness", "1", "refuses to give random numbers");
        service =
                new Service(
                        this, "SecureRandom", "NativePRNGNonBlocking", Refusing.class.getName(), List.of(), Map.of()) {
                    @Override
                    public Object newInstance(Object parameter) {
                        return new Refusing();
                    }
                };
    }

    /** Takes the place of the JDK's providers, which the launcher leaves out (an empty file of security properties). Before the first unix socket. */
    static void install() {
        Security.insertProviderAt(new NoRandomness(), 1);
    }

    @Override
    public @Nullable Service getService(String type, String algorithm) {
        return type.equals(service.getType()) && algorithm.equals(service.getAlgorithm()) ? service : null;
    }

    private static final class Refusing extends SecureRandomSpi {
        private static final long serialVersionUID = 1;

        @Override
        protected void engineSetSeed(byte[] seed) {
            throw new UnsupportedOperationException("the client has no random numbers");
        }

        @Override
        protected void engineNextBytes(byte[] bytes) {
            throw new UnsupportedOperationException("the client has no random numbers");
        }

        @Override
        protected byte[] engineGenerateSeed(int bytes) {
            throw new UnsupportedOperationException("the client has no random numbers");
        }
    }
}
