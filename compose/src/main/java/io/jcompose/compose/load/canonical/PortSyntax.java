package io.jcompose.compose.load.canonical;

import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.model.SourceMark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The short syntax of published ports: {@code [[IP:][PUBLISHED]:]TARGET[/PROTOCOL]}, ranges {@code A-B}, IPv6 in square brackets. */
final class PortSyntax {
    private static final Set<String> PROTOCOLS = Set.of("tcp", "udp", "sctp");
    private static final int MAX_PORT = 65535;

    private PortSyntax() {}

    private record Range(int first, int last) {
        int size() {
            return last - first;
        }
    }

    private record Parts(String ip, String published, String target) {}

    /** One entry per target port, sorted by the port's text. */
    static List<Node> parse(String spec, SourceMark mark) throws SyntaxException {
        int slash = spec.indexOf('/');
        String body = slash < 0 ? spec : spec.substring(0, slash);
        String protocol = slash < 0 || slash + 1 == spec.length()
                ? "tcp"
                : spec.substring(slash + 1).toLowerCase(Locale.ROOT);
        Parts parts = split(body, spec);
        if (parts.target().isEmpty()) {
            throw new SyntaxException("no port specified: \"" + spec + "\"");
        }
        if (!PROTOCOLS.contains(protocol)) {
            throw new SyntaxException(
                    "invalid protocol \"" + protocol + "\" in \"" + spec + "\", use tcp, udp or sctp");
        }
        Range target = range(parts.target(), "container port", spec);
        if (target.first() == 0) {
            throw new SyntaxException("\"" + spec + "\" is missing a target port");
        }
        Range published = parts.published().isEmpty() ? null : range(parts.published(), "host port", spec);
        if (published != null && published.size() != target.size() && target.size() != 0) {
            throw new SyntaxException("the ranges of \"" + spec + "\" differ in length");
        }
        List<Mapping> out = new ArrayList<>();
        for (int i = 0; i <= target.size(); i++) {
            String host = "";
            if (published != null) {
                host = target.size() == 0 && published.size() > 0
                        ? published.first() + "-" + published.last()
                        : Integer.toString(published.first() + i);
            }
            out.add(entry(parts.ip(), host, target.first() + i, protocol, mark));
        }
        out.sort(
                Comparator.comparing(entry -> ((Scalar) java.util.Objects.requireNonNull(entry.get("target"))).text()));
        return List.copyOf(out);
    }

    private static Mapping entry(String ip, String published, int target, String protocol, SourceMark mark) {
        Mapping entry = Mapping.empty(mark).with("mode", Scalar.of("ingress", mark));
        if (!ip.isEmpty()) {
            entry = entry.with("host_ip", Scalar.of(ip, mark));
        }
        entry = entry.with("target", Scalar.of((long) target, mark));
        if (!published.isEmpty()) {
            entry = entry.with("published", Scalar.of(published, mark));
        }
        return entry.with("protocol", Scalar.of(protocol, mark));
    }

    private static Parts split(String body, String spec) throws SyntaxException {
        int last = body.lastIndexOf(':');
        if (last < 0) {
            return new Parts("", "", body);
        }
        String target = body.substring(last + 1);
        String rest = body.substring(0, last);
        int before = rest.lastIndexOf(':');
        if (before < 0) {
            return new Parts("", rest, target);
        }
        String ip = rest.substring(0, before);
        String published = rest.substring(before + 1);
        boolean bracketed = ip.startsWith("[") && ip.endsWith("]");
        if (bracketed) {
            ip = ip.substring(1, ip.length() - 1);
        } else if (ip.indexOf(':') >= 0 && IpText.isAddress(ip)) {
            throw new SyntaxException(
                    "write the IPv6 address in square brackets: \"[" + ip + "]:" + published + ":" + target + "\"");
        }
        if (!ip.isEmpty() && !IpText.isAddress(ip)) {
            throw new SyntaxException("invalid IP address \"" + ip + "\" in \"" + spec + "\"");
        }
        return new Parts(ip, published, target);
    }

    private static Range range(String text, String what, String spec) throws SyntaxException {
        int dash = text.indexOf('-');
        int first = number(dash < 0 ? text : text.substring(0, dash), what, spec);
        int last = dash < 0 ? first : number(text.substring(dash + 1), what, spec);
        if (last < first) {
            throw new SyntaxException("invalid " + what + " range \"" + text + "\" in \"" + spec + "\"");
        }
        return new Range(first, last);
    }

    private static int number(String text, String what, String spec) throws SyntaxException {
        boolean digits = !text.isEmpty() && text.length() <= 6 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int value = digits ? Integer.parseInt(text) : -1;
        if (value < 0 || value > MAX_PORT) {
            throw new SyntaxException("invalid " + what + " \"" + text + "\" in \"" + spec + "\"");
        }
        return value;
    }
}
