package io.jcompose.cli.command;

import io.jcompose.cli.invocation.Invocation;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.io.IOException;

/** Asks the caller; nobody to answer means no. */
public final class Question {
    private Question() {}

    public static boolean agrees(Invocation invocation, String question) {
        invocation.streams().out(question);
        StringBuilder answer = new StringBuilder();
        try {
            for (int next = invocation.streams().in().read();
                    next >= 0 && next != '\n';
                    next = invocation.streams().in().read()) {
                answer.append((char) next);
            }
        } catch (IOException e) {
            throw new JcomposeException(Kind.INTERRUPTED, "the question was not answered", "", e);
        }
        return UpFlags.isTrue(answer.toString().trim());
    }
}
