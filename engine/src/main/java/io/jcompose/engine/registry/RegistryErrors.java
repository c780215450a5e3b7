package io.jcompose.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jcompose.engine.layout.Json;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What went wrong with a registry, in sentences. */
final class RegistryErrors {
    private RegistryErrors() {}

    static JcomposeException unreachable(Endpoint endpoint, Throwable error) {
        String place = "the registry \"" + endpoint.registry() + "\"";
        String message;
        String remedy = "check the name, and that the registry runs and can be reached from here; then try again";
        if (caused(error, UnknownHostException.class) || caused(error, UnresolvedAddressException.class)) {
            message = "the host of " + place + " is not known";
            remedy = "check the name and this machine's DNS; then try again";
        } else if (caused(error, HttpTimeoutException.class)) {
            message = place + " does not answer: " + text(error);
        } else if (caused(error, ConnectException.class)) {
            message = place + " can't be reached at " + endpoint.base() + ": connection refused or no way there";
        } else if (caused(error, SSLException.class)) {
            message = "no safe connection to " + place + ": " + text(error);
            remedy = "if it speaks plain http or has a certificate of its own, add \"" + endpoint.registry()
                    + "\" to insecure-registries in $JCOMPOSE_HOME/config.json";
        } else {
            message = "the connection to " + place + " broke: " + text(error);
        }
        return new JcomposeException(JcomposeException.Kind.UNAVAILABLE, message, remedy, error);
    }

    private static boolean caused(Throwable error, Class<? extends Throwable> kind) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            if (kind.isInstance(e)) {
                return true;
            }
        }
        return false;
    }

    private static String text(Throwable error) {
        return Optional.ofNullable(error.getMessage()).orElse(error.getClass().getSimpleName());
    }

    /** For a status that is no success. {@code what} is the thing asked for, {@code advice} how a login might help. */
    static JcomposeException status(Endpoint endpoint, int status, byte[] body, String what, Optional<String> advice) {
        String said = said(body);
        String place = " (registry \"" + endpoint.registry() + "\"" + (said.isEmpty() ? "" : ": " + said) + ")";
        return switch (status) {
            case 401, 403 ->
                new JcomposeException(
                        JcomposeException.Kind.DENIED,
                        "pull access denied for " + what + ": it does not exist or needs a login" + place,
                        advice.orElse("check the name, or log in to \"" + endpoint.registry() + "\" first"));
            case 404 ->
                new JcomposeException(
                        JcomposeException.Kind.NOT_FOUND, what + " not found" + place, "check the name and the tag");
            case 429 ->
                new JcomposeException(
                        JcomposeException.Kind.UNAVAILABLE,
                        "the registry has had too many requests for " + what + place,
                        "wait a while, log in, or set up a mirror (registry-mirrors in $JCOMPOSE_HOME/config.json)");
            default ->
                new JcomposeException(
                        JcomposeException.Kind.UNAVAILABLE,
                        "the registry answered HTTP status " + status + " for " + what + place,
                        "try again later, or ask whoever runs the registry");
        };
    }

    /** The message in the body's error list (distribution-spec, error codes); empty when it has none. */
    private static String said(byte[] body) {
        try {
            JsonNode first = Json.read(body, "the answer").path("errors").path(0);
            return first.path("message").asText("");
        } catch (JcomposeException e) {
            // Not JSON, so it is some proxy's page: of no use to the reader.
            return "";
        }
    }

    /** Whether the same request may go better in a moment. */
    static boolean passing(IOException error) {
        return !caused(error, UnknownHostException.class)
                && !caused(error, UnresolvedAddressException.class)
                && !caused(error, SSLException.class);
    }
}
