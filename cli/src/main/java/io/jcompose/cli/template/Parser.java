package io.jcompose.cli.template;

import io.jcompose.cli.template.Node.Command;
import io.jcompose.cli.template.Node.Operand;
import io.jcompose.cli.template.Node.Pipeline;
import io.jcompose.cli.template.Node.Place;
import io.jcompose.cli.template.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tokens to nodes (text/template/parse, parse.go). */
final class Parser {
    private final String text;
    private final List<Token> tokens;
    private final Set<String> functions;
    /** The variables that each open block has declared, the innermost first. */
    private final Deque<Set<String>> scopes = new ArrayDeque<>();

    private int at;
    private int loops;

    private Parser(String text, Set<String> functions) {
        this.text = text;
        this.tokens = Lexer.tokens(text);
        this.functions = functions;
        scopes.push(new HashSet<>(Set.of("$")));
    }

    static List<Node> parse(String text, Set<String> functions) {
        Parser parser = new Parser(text, functions);
        List<Node> nodes = parser.list();
        if (!parser.peek().is(Kind.END)) {
            parser.next();
            throw parser.wrong("unexpected {{" + parser.peek().text() + "}}");
        }
        return nodes;
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token next() {
        Token token = tokens.get(at);
        if (at < tokens.size() - 1) {
            at++;
        }
        return token;
    }

    private boolean accept(Kind kind) {
        if (peek().is(kind)) {
            next();
            return true;
        }
        return false;
    }

    private TemplateException wrong(String complaint) {
        return TemplateException.atLine(Lexer.line(text, peek().position()), complaint);
    }

    private Place place(int position, String source) {
        int lineBegin = text.lastIndexOf('\n', Math.max(0, position - 1)) + 1;
        return new Place(Lexer.line(text, position), position - lineBegin, source);
    }

    /** Until the end of the template, or before the {@code end} or {@code else} of the block around it. */
    private List<Node> list() {
        List<Node> nodes = new ArrayList<>();
        while (true) {
            Token token = peek();
            if (token.is(Kind.END)) {
                return nodes;
            }
            if (token.is(Kind.TEXT)) {
                nodes.add(new Node.Text(next().text()));
                continue;
            }
            Token word = tokens.get(at + 1);
            if (word.isWord("end") || word.isWord("else")) {
                return nodes;
            }
            next();
            nodes.add(action());
        }
    }

    private Node action() {
        Token token = peek();
        if (token.is(Kind.WORD)) {
            switch (token.text()) {
                case "if", "with", "range" -> {
                    next();
                    return block(token.text());
                }
                case "break", "continue" -> {
                    next();
                    if (loops == 0) {
                        throw wrong("{{" + token.text() + "}} outside {{range}}");
                    }
                    close(token.text());
                    return token.text().equals("break") ? new Node.Break() : new Node.Continue();
                }
                case "define", "template", "block" ->
                    throw wrong("{{" + token.text() + "}}: a template can't contain templates here");
                default -> {}
            }
        }
        Pipeline pipeline = pipeline("command", 1);
        close("command");
        return new Node.Action(pipeline);
    }

    private void close(String context) {
        if (!accept(Kind.CLOSE)) {
            throw wrong("unexpected " + peek().shown() + " in " + context);
        }
    }

    private Node block(String keyword) {
        boolean loop = keyword.equals("range");
        scopes.push(new HashSet<>());
        Pipeline pipeline = pipeline(keyword, loop ? 2 : 1);
        close(keyword);
        loops += loop ? 1 : 0;
        List<Node> then = list();
        loops -= loop ? 1 : 0;
        List<Node> otherwise = otherwise(keyword);
        scopes.pop();
        return switch (keyword) {
            case "if" -> new Node.If(pipeline, then, otherwise);
            case "with" -> new Node.With(pipeline, then, otherwise);
            default -> new Node.Range(pipeline, then, otherwise);
        };
    }

    private List<Node> otherwise(String keyword) {
        if (!accept(Kind.OPEN)) {
            throw wrong("unexpected EOF");
        }
        Token word = next();
        if (word.isWord("end")) {
            close("end");
            return List.of();
        }
        Token chained = peek();
        if (!keyword.equals("range") && chained.isWord(keyword)) {
            next();
            return List.of(block(keyword));
        }
        close("else");
        List<Node> nodes = list();
        if (!accept(Kind.OPEN)) {
            throw wrong("unexpected EOF");
        }
        if (!next().isWord("end")) {
            throw wrong("expected end; found {{else}}");
        }
        close("end");
        return nodes;
    }

    private Pipeline pipeline(String context, int mostVariables) {
        List<String> variables = new ArrayList<>();
        boolean declares = variables(variables, mostVariables);
        List<Command> commands = new ArrayList<>();
        do {
            commands.add(command(context));
        } while (accept(Kind.PIPE));
        if (declares) {
            scopes.element().addAll(variables);
        }
        for (Command later : commands.subList(1, commands.size())) {
            if (later.operands().getFirst() instanceof Node.Literal) {
                throw wrong("non executable command in pipeline stage " + (commands.indexOf(later) + 1));
            }
        }
        return new Pipeline(variables, declares, commands);
    }

    /** {@code $a :=}, {@code $a, $b :=} or {@code $a =}; whether they are declared. */
    private boolean variables(List<String> variables, int most) {
        if (!peek().is(Kind.VARIABLE)) {
            return false;
        }
        Token second = tokens.get(at + 1);
        if (second.is(Kind.DECLARE) || second.is(Kind.ASSIGN)) {
            variables.add(next().text());
            if (second.is(Kind.ASSIGN)) {
                known(variables.getFirst());
            }
            return next().is(Kind.DECLARE);
        }
        if (second.is(Kind.COMMA)) {
            if (most < 2) {
                throw wrong("too many declarations in command");
            }
            variables.add(next().text());
            next();
            variables.add(next().text());
            return next().is(Kind.DECLARE);
        }
        return false;
    }

    private void known(String variable) {
        if (scopes.stream().noneMatch(scope -> scope.contains(variable))) {
            throw wrong("undefined variable \"" + variable + "\"");
        }
    }

    private Command command(String context) {
        int begin = peek().position();
        int end = begin;
        List<Operand> operands = new ArrayList<>();
        while (!peek().is(Kind.CLOSE) && !peek().is(Kind.PIPE) && !peek().is(Kind.RIGHT_PARENTHESIS)) {
            operands.add(operand(context));
            end = peek().position();
        }
        if (operands.isEmpty()) {
            throw wrong("missing value for " + context);
        }
        if (operands.size() == 1 && operands.getFirst() instanceof Node.Literal literal && literal.value() == null) {
            throw literal.place().wrong("nil is not a command");
        }
        return new Command(operands, place(begin, text.substring(begin, end).strip()));
    }

    private Operand operand(String context) {
        Token token = next();
        return switch (token.kind()) {
            case DOT -> new Node.Fields(List.of(), place(token.position(), "."));
            case FIELD -> fields(token);
            case VARIABLE -> {
                known(token.text());
                List<String> names = more();
                yield new Node.Variable(token.text(), names, place(token.position(), token.text() + joined(names)));
            }
            case STRING -> new Node.Literal(token.text(), place(token.position(), "\"" + token.text() + "\""));
            case NUMBER -> new Node.Literal(number(token), place(token.position(), token.text()));
            case WORD -> word(token);
            case LEFT_PARENTHESIS -> nested(token);
            default -> {
                at--;
                throw wrong("unexpected " + token.shown() + " in " + context);
            }
        };
    }

    private Operand fields(Token first) {
        boolean chain = peek().is(Kind.FIELD) && !peek().spaced();
        // Go gives a chain the place of its second part.
        int position = chain ? peek().position() : first.position();
        List<String> names = new ArrayList<>(List.of(first.text().substring(1)));
        names.addAll(more());
        return new Node.Fields(names, place(position, joined(names)));
    }

    /** The fields that follow without a blank. */
    private List<String> more() {
        List<String> names = new ArrayList<>();
        while (peek().is(Kind.FIELD) && !peek().spaced()) {
            names.add(next().text().substring(1));
        }
        return names;
    }

    private static String joined(List<String> names) {
        return names.isEmpty() ? "" : "." + String.join(".", names);
    }

    private Operand nested(Token open) {
        Pipeline pipeline = pipeline("parenthesized pipeline", 1);
        if (!accept(Kind.RIGHT_PARENTHESIS)) {
            throw wrong("unclosed left paren");
        }
        String source = text.substring(open.position(), peek().position()).strip();
        List<String> names = more();
        return new Node.Nested(pipeline, names, place(open.position(), source + joined(names)));
    }

    private Operand word(Token token) {
        Place place = place(token.position(), token.text());
        return switch (token.text()) {
            case "true" -> new Node.Literal(Boolean.TRUE, place);
            case "false" -> new Node.Literal(Boolean.FALSE, place);
            case "nil" -> new Node.Literal(null, place);
            default -> {
                if (!functions.contains(token.text())) {
                    throw wrong("function \"" + token.text() + "\" not defined");
                }
                yield new Node.Function(token.text(), place);
            }
        };
    }

    private Object number(Token token) {
        String digits = token.text().replace("_", "");
        try {
            return Long.decode(digits);
        } catch (NumberFormatException notWhole) {
            try {
                return Double.valueOf(digits);
            } catch (NumberFormatException e) {
                throw wrong("bad number syntax: \"" + token.text() + "\"");
            }
        }
    }
}
