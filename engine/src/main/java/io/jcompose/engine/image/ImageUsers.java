package io.jcompose.engine.image;

import java.util.Optional;

/** Tells the image store which images containers need. The engine gives it; called on removal, from any thread. */
public interface ImageUsers {
    ImageUsers NONE = image -> Optional.empty();

    /** Any one container made from the image. */
    Optional<User> userOf(Digest image);

    /** A container, by the id or name that a message should show. */
    record User(String container, boolean running) {}
}
