package io.jcompose.cli.command.container.flags;

import io.jcompose.cli.command.ComposeCommand;
import io.jcompose.cli.invocation.Invocation;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Flags with a name and a value, and files of them. */
public final class Words {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");

    private Words() {}

    /** {@code A<separator>B}, both there. */
    static List<String> two(String word, char separator, String flag) {
        int at = word.indexOf(separator);
        if (at <= 0 || at == word.length() - 1) {
            throw ComposeCommand.invalid(
                    "invalid argument \"" + word + "\" for \"" + flag + "\" flag: bad format",
                    "write it as A" + separator + "B");
        }
        return List.of(word.substring(0, at), word.substring(at + 1));
    }

    /** A container's name as docker takes it: of two letters at least; a slash before it is the one that inspect shows. */
    public static String name(String word) {
        String name = word.startsWith("/") ? word.substring(1) : word;
        if (!NAME.matcher(name).matches()) {
            throw ComposeCommand.invalid(
                    "invalid container name (" + word + "), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed",
                    "choose another name, of two characters at least");
        }
        return name;
    }

    /** A number, or the word itself: it is refused where the numbers of compose files are. */
    static Object number(String word) {
        return word.matches("-?\\d{1,18}") ? Long.valueOf(word) : word;
    }

    /** The lines of docker's env and label files: no quotes, comments at the beginning of a line only. */
    static List<String> lines(Invocation invocation, String file) {
        Path path = invocation.resolve(file);
        List<String> words = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(path)) {
                String word = line.stripLeading();
                if (word.isEmpty() || word.startsWith("#")) {
                    continue;
                }
                String name = word.indexOf('=') < 0 ? word : word.substring(0, word.indexOf('='));
                if (name.isEmpty() || name.chars().anyMatch(Character::isWhitespace)) {
                    throw ComposeCommand.invalid(
                            "invalid env file (" + file + "): variable '" + name + "' contains whitespaces, or no name",
                            "write NAME=VALUE");
                }
                words.add(word);
            }
            return words;
        } catch (MalformedInputException e) {
            throw ComposeCommand.invalid("invalid env file (" + file + "): it is not UTF-8", "save it as UTF-8");
        } catch (IOException e) {
            throw ComposeCommand.unopened(file, e, "name a file that can be read");
        }
    }
}
