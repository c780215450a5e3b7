package io.jcompose.engine.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One challenge of a {@code WWW-Authenticate} header (RFC 9110, 11.6.1).
 *
 * @param scheme in small letters
 */
record Challenge(String scheme, Map<String, String> parameters) {
    /** Reads all challenges of one header line; what is malformed ends the list. */
    static List<Challenge> parse(String header) {
        List<Challenge> challenges = new ArrayList<>();
        Reader reader = new Reader(header);
        String token = reader.token();
        while (!token.isEmpty()) {
            Map<String, String> parameters = new LinkedHashMap<>();
            String next = "";
            reader.spaces();
            String name = reader.token();
            while (!name.isEmpty()) {
                if (!reader.take('=')) {
                    next = name;
                    break;
                }
                parameters.put(name.toLowerCase(Locale.ROOT), reader.value());
                reader.separators();
                name = reader.token();
            }
            challenges.add(new Challenge(token.toLowerCase(Locale.ROOT), parameters));
            token = next;
        }
        return challenges;
    }

    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        void spaces() {
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
        }

        void separators() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == ',')) {
                at++;
            }
        }

        boolean take(char wanted) {
            if (at < text.length() && text.charAt(at) == wanted) {
                at++;
                return true;
            }
            return false;
        }

        String token() {
            separators();
            int start = at;
            while (at < text.length() && " ,=\"".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(start, at);
        }

        String value() {
            if (!take('"')) {
                return token();
            }
            StringBuilder value = new StringBuilder();
            while (at < text.length() && text.charAt(at) != '"') {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at++));
            }
            at++;
            return value.toString();
        }
    }
}
