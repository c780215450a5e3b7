package io.jcompose.engine.build.dockerfile;

import java.util.ArrayList;
import java.util.List;

/** Collects words: blanks end one unless they come quoted. */
final class WordSplitter {
    private final List<String> done = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();

    record Mark(int words, String word) {}

    Mark mark() {
        return new Mark(done.size(), word.toString());
    }

    void reset(Mark mark) {
        while (done.size() > mark.words()) {
            done.removeLast();
        }
        word.setLength(0);
        word.append(mark.word());
    }

    void addSplitting(String text) {
        text.codePoints().forEach(ch -> {
            if (Character.isWhitespace(ch)) {
                end();
            } else {
                word.appendCodePoint(ch);
            }
        });
    }

    void addWhole(String text) {
        word.append(text);
    }

    private void end() {
        if (!word.isEmpty()) {
            done.add(word.toString());
            word.setLength(0);
        }
    }

    List<String> all() {
        end();
        return List.copyOf(done);
    }
}
