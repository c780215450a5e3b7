package io.jcompose.engine.registry;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One place to ask for a registry's images.
 *
 * @param registry as image names have it
 * @param base scheme, host and port
 * @param trusting whether certificates are taken without a check
 * @param probe whether it must first be found out that something speaks this scheme there
 */
record Endpoint(String registry, URI base, boolean trusting, boolean probe) {
    private static final String HUB = "docker.io";
    private static final URI HUB_BASE = URI.create("https://registry-1.docker.io");

    /** All endpoints in the order in which they are to be tried. */
    static List<Endpoint> of(String registry, RegistrySettings settings) {
        List<Endpoint> endpoints = new ArrayList<>();
        if (registry.equals(HUB)) {
            settings.mirrors()
                    .forEach(mirror -> endpoints.add(new Endpoint(mirror.getAuthority(), mirror, false, false)));
            endpoints.add(new Endpoint(HUB, HUB_BASE, false, false));
            return endpoints;
        }
        URI https = URI.create("https://" + registry);
        URI http = URI.create("http://" + registry);
        if (isLoopback(host(registry))) {
            endpoints.add(new Endpoint(registry, http, true, true));
            endpoints.add(new Endpoint(registry, https, true, true));
        } else if (settings.insecure().contains(registry) || settings.insecure().contains(host(registry))) {
            endpoints.add(new Endpoint(registry, https, true, true));
            endpoints.add(new Endpoint(registry, http, true, true));
        } else {
            endpoints.add(new Endpoint(registry, https, false, false));
        }
        return endpoints;
    }

    private static String host(String registry) {
        int colon = registry.lastIndexOf(':');
        return colon > registry.lastIndexOf(']') ? registry.substring(0, colon) : registry;
    }

    static boolean isLoopback(String host) {
        String small = host.toLowerCase(Locale.ROOT);
        return small.equals("localhost") || small.equals("[::1]") || small.matches("127(\\.\\d{1,3}){3}");
    }

    URI resolve(String path) {
        return URI.create(base + path);
    }
}
