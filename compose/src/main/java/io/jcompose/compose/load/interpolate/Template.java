package io.jcompose.compose.load.interpolate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text with variables in it.
 *
 * <p>{@code $$} is a dollar sign; a dollar sign that no name and no brace follows stands for itself. Defaults, messages and replacements may hold
 * variables again, to any depth, and are evaluated even when they are not used, so that a mistake in them does not hide.
 */
public final class Template {
    private Template() {}

    /** A variable as a text mentions it. */
    public record Mention(String name, String defaultValue, String presenceValue, boolean required) {
        /** This one with a later one: the later one's values, required where either requires it. */
        public Mention or(Mention later) {
            return new Mention(name, later.defaultValue, later.presenceValue, required || later.required);
        }
    }

    private enum Operator {
        NONE(""),
        DEFAULT_IF_EMPTY(":-"),
        DEFAULT_IF_UNSET("-"),
        REQUIRED_NOT_EMPTY(":?"),
        REQUIRED_SET("?"),
        REPLACE_IF_NOT_EMPTY(":+"),
        REPLACE_IF_SET("+");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        static @Nullable Operator at(String body, int from) {
            if (from == body.length()) {
                return NONE;
            }
            for (Operator operator : values()) {
                if (operator != NONE && body.startsWith(operator.sign, from)) {
                    return operator;
                }
            }
            return null;
        }
    }

    /** What stands between braces. */
    private record Braced(String name, Operator operator, String argument) {
        static Braced parse(String body, String template) throws TemplateException {
            int end = nameEnd(body, 0);
            Operator operator = end == 0 ? null : Operator.at(body, end);
            if (operator == null) {
                throw TemplateException.invalid(template);
            }
            return new Braced(body.substring(0, end), operator, body.substring(end + operator.sign.length()));
        }
    }

    /** @throws TemplateException on a malformed variable, or a required one that has no value */
    public static String substitute(String template, Variables variables) throws TemplateException {
        int dollar = template.indexOf('$');
        if (dollar < 0) {
            return template;
        }
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (dollar >= 0) {
            out.append(template, at, dollar);
            int next = dollar + 1;
            char c = next < template.length() ? template.charAt(next) : ' ';
            if (c == '$') {
                out.append('$');
                at = next + 1;
            } else if (c == '{') {
                int close = closingBrace(template, next);
                if (close < 0) {
                    throw TemplateException.invalid(template);
                }
                out.append(value(Braced.parse(template.substring(next + 1, close), template), variables));
                at = close + 1;
            } else {
                int end = nameEnd(template, next);
                out.append(end == next ? "$" : plain(template.substring(next, end), variables));
                at = end;
            }
            dollar = template.indexOf('$', at);
        }
        return out.append(template, at, template.length()).toString();
    }

    /** Every variable that a text mentions, nested ones after the one that holds them. Malformed parts are passed over. */
    public static List<Mention> mentions(String template) {
        List<Mention> out = new ArrayList<>();
        int at = 0;
        while (true) {
            int dollar = template.indexOf('$', at);
            if (dollar < 0 || dollar + 1 >= template.length()) {
                return out;
            }
            char c = template.charAt(dollar + 1);
            at = dollar + 2;
            if (c == '{') {
                int close = closingBrace(template, dollar + 1);
                if (close > 0) {
                    mention(template.substring(dollar + 2, close), template, out);
                    at = close + 1;
                }
            } else if (c != '$') {
                int end = nameEnd(template, dollar + 1);
                if (end > dollar + 1) {
                    out.add(new Mention(template.substring(dollar + 1, end), "", "", false));
                }
                at = Math.max(end, dollar + 1);
            }
        }
    }

    private static void mention(String body, String template, List<Mention> out) {
        Braced braced;
        try {
            braced = Braced.parse(body, template);
        } catch (TemplateException e) {
            return; // what is malformed mentions nothing; substitute reports it
        }
        String argument = braced.argument();
        switch (braced.operator()) {
            case NONE -> out.add(new Mention(braced.name(), "", "", false));
            case DEFAULT_IF_EMPTY, DEFAULT_IF_UNSET -> {
                out.add(new Mention(braced.name(), argument, "", false));
                out.addAll(mentions(argument));
            }
            case REPLACE_IF_NOT_EMPTY, REPLACE_IF_SET -> {
                out.add(new Mention(braced.name(), "", argument, false));
                out.addAll(mentions(argument));
            }
            case REQUIRED_NOT_EMPTY, REQUIRED_SET -> out.add(new Mention(braced.name(), "", "", true));
        }
    }

    private static String plain(String name, Variables variables) {
        String value = variables.lookup(name);
        if (value == null) {
            variables.unset(name);
            return "";
        }
        return value;
    }

    private static String value(Braced braced, Variables variables) throws TemplateException {
        if (braced.operator() == Operator.NONE) {
            return plain(braced.name(), variables);
        }
        String argument = substitute(braced.argument(), variables);
        String value = variables.lookup(braced.name());
        boolean set = value != null;
        String present = value != null ? value : "";
        boolean filled = !present.isEmpty();
        return switch (braced.operator()) {
            case DEFAULT_IF_EMPTY -> filled ? present : argument;
            case DEFAULT_IF_UNSET -> set ? present : argument;
            case REPLACE_IF_NOT_EMPTY -> filled ? argument : present;
            case REPLACE_IF_SET -> set ? argument : present;
            case REQUIRED_NOT_EMPTY -> required(filled, present, braced.name(), argument);
            case REQUIRED_SET -> required(set, present, braced.name(), argument);
            case NONE -> present;
        };
    }

    private static String required(boolean fulfilled, String value, String name, String message)
            throws TemplateException {
        if (!fulfilled) {
            throw TemplateException.required(name, message);
        }
        return value;
    }

    private static int nameEnd(String text, int from) {
        int i = from;
        while (i < text.length() && (isNameStart(text.charAt(i)) || (i > from && isDigit(text.charAt(i))))) {
            i++;
        }
        return i;
    }

    private static boolean isNameStart(char c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** The brace that closes the one at {@code open}; when braces do not balance, the last one; -1 when there is none. */
    private static int closingBrace(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return i;
            }
        }
        int last = text.lastIndexOf('}');
        return last > open ? last : -1;
    }
}
