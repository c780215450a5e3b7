package io.jcompose.engine.image;

import java.util.Optional;

/** The logins of one invocation: what {@code docker login} left in the user's {@code config.json}. */
public interface Credentials {
    Credentials NONE = registry -> Optional.empty();

    /** For a registry as it stands in an image's name, {@code docker.io} for Docker's own. */
    Optional<Login> forRegistry(String registry);

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
