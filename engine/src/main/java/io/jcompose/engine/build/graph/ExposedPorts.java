package io.jcompose.engine.build.graph;

import io.jcompose.error.JcomposeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What EXPOSE takes: {@code port[-port][/protocol]}. */
final class ExposedPorts {
    private static final Pattern FORM = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?(?:/(\\w+))?");
    private static final int HIGHEST = 65535;

    private ExposedPorts() {}

    static List<String> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw invalid(text);
        }
        int first = Integer.parseInt(matcher.group(1));
        int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
        String protocol = matcher.group(3) == null ? "tcp" : matcher.group(3).toLowerCase(Locale.ROOT);
        if (last < first || last > HIGHEST || !List.of("tcp", "udp", "sctp").contains(protocol)) {
            throw invalid(text);
        }
        List<String> ports = new ArrayList<>();
        for (int port = first; port <= last; port++) {
            ports.add(port + "/" + protocol);
        }
        return ports;
    }

    private static JcomposeException invalid(String text) {
        return new JcomposeException(
                JcomposeException.Kind.INVALID,
                "invalid containerPort: " + text,
                "write port, port-port or port/protocol with tcp, udp or sctp");
    }
}
