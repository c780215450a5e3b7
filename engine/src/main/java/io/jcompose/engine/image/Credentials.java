package io.jcompose.engine.image;

import java.util.Optional;

/** The logins of one invocation: what {@code docker login} left in the user's {@code config.json}. */
public interface Credentials {
    Credentials NONE = registry -> Optional.empty();

    /** For a registry as it stands in an image's name, {@code docker.io} for Docker's own. */
    Optional<Login> forRegistry(String registry);

    /** Why there may be a login that can't be used, as advice for the user. */
    default Optional<String> unusable(String registry) {
        return Optional.empty();
    }

    /** These first, then the others. */
    default Credentials or(Credentials others) {
        Credentials first = this;
        return new Credentials() {
            @Override
            public Optional<Login> forRegistry(String registry) {
                return first.forRegistry(registry).or(() -> others.forRegistry(registry));
            }

            @Override
            public Optional<String> unusable(String registry) {
                return first.unusable(registry).or(() -> others.unusable(registry));
            }
        };
    }

    /**
     * @param password or, when {@code identityToken}, a token that buys access tokens
     */
    record Login(String user, String password, boolean identityToken) {
        @Override
        public String toString() {
            return "Login[user=" + user + "]";
        }
    }
}
