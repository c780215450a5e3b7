package io.jcompose.network;

/**
 * A port that is published.
 *
 * @param hostIp the address really bound; {@code 0.0.0.0} and {@code ::} are two entries when both families are served
 * @param protocol {@code tcp} or {@code udp}
 */
public record PublishedPort(String hostIp, int hostPort, int containerPort, String protocol) {}
