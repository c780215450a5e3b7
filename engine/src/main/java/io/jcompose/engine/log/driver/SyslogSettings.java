package io.jcompose.engine.log.driver;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where and how the syslog driver sends.
 *
 * @param address absent: the machine's own syslog
 * @param facility its number, 0 to 23
 */
public record SyslogSettings(Optional<Address> address, int facility, Format format) {
    private static final int PORT = 514;
    private static final int DAEMON = 3;
    private static final int LARGEST_FACILITY = 23;

    /** RFC 5424, section 6.2.1, with the short names of syslog.h; "" are numbers without one. */
    private static final List<String> FACILITIES = List.of(
            "kern",
            "user",
            "mail",
            "daemon",
            "auth",
            "syslog",
            "lpr",
            "news",
            "uucp",
            "cron",
            "authpriv",
            "ftp",
            "",
            "",
            "",
            "",
            "local0",
            "local1",
            "local2",
            "local3",
            "local4",
            "local5",
            "local6",
            "local7");

    public sealed interface Address {
        record Udp(String host, int port) implements Address {}

        record Tcp(String host, int port) implements Address {}

        record Tls(String host, int port, SyslogTls tls) implements Address {}

        /** @param datagrams false: a stream */
        record Unix(Path path, boolean datagrams) implements Address {}
    }

    /** How a message looks. */
    public enum Format {
        /** Of the C library's syslog(3) to /dev/log, without the machine's name; docker's default. */
        LOCAL,
        RFC3164,
        RFC5424,
        /** RFC 5424 with microseconds. */
        RFC5424_MICRO
    }

    /** From docker's options, empty ones are not set; INVALID in docker's words. */
    static SyslogSettings of(String address, String facility, String format, Supplier<SyslogTls> tls) {
        return new SyslogSettings(
                address.isEmpty() ? Optional.empty() : Optional.of(address(address, tls)),
                facility.isEmpty() ? DAEMON : facility(facility),
                switch (format) {
                    case "" -> Format.LOCAL;
                    case "rfc3164" -> Format.RFC3164;
                    case "rfc5424" -> Format.RFC5424;
                    case "rfc5424micro" -> Format.RFC5424_MICRO;
                    default -> throw invalid("Invalid syslog format", "use rfc3164, rfc5424 or rfc5424micro");
                });
    }

    private static int facility(String text) {
        int known = FACILITIES.indexOf(text);
        if (known >= 0) {
            return known;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= 0 && number <= LARGEST_FACILITY) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw invalid("invalid syslog facility \"" + text + "\"", "use daemon, user, local0 to local7 or 0 to 23");
        }
        throw invalid("invalid syslog facility \"" + text + "\"", "use daemon, user, local0 to local7 or 0 to 23");
    }

    private static Address address(String text, Supplier<SyslogTls> tls) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw malformed(text);
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        switch (scheme) {
            case "unix", "unixgram" -> {
                Path path = Path.of(String.valueOf(uri.getPath()));
                if (!Files.exists(path)) {
                    throw invalid(
                            "stat " + path + ": no such file or directory",
                            "start the syslog server that listens there");
                }
                return new Address.Unix(path, scheme.equals("unixgram"));
            }
            case "udp", "tcp", "tcp+tls" -> {
                String host = uri.getHost();
                if (host == null) {
                    throw malformed(text);
                }
                int port = uri.getPort() < 0 ? PORT : uri.getPort();
                return switch (scheme) {
                    case "udp" -> new Address.Udp(host, port);
                    case "tcp" -> new Address.Tcp(host, port);
                    default -> new Address.Tls(host, port, tls.get());
                };
            }
            default -> throw malformed(text);
        }
    }

    private static JcomposeException malformed(String text) {
        return invalid(
                "syslog-address should be in form proto://address, got " + text,
                "use udp://HOST:PORT, tcp://HOST:PORT, tcp+tls://HOST:PORT, unix:///PATH or unixgram:///PATH");
    }

    private static JcomposeException invalid(String message, String remedy) {
        return new JcomposeException(Kind.INVALID, message, remedy);
    }
}
