package io.jcompose.compose.load;

import java.util.Comparator;

/**
 * The order of keys in docker compose's YAML, which is that of Go's yaml.v3: numbers in names count as numbers ({@code a2} before {@code a10}), and
 * other signs come before letters, except after a digit.
 */
final class NaturalOrder implements Comparator<String> {
    @Override
    public int compare(String left, String right) {
        int[] a = left.codePoints().toArray();
        int[] b = right.codePoints().toArray();
        int at = 0;
        while (at < a.length && at < b.length && a[at] == b[at]) {
            at++;
        }
        if (at == a.length || at == b.length) {
            return Integer.compare(a.length, b.length);
        }
        boolean letter = Character.isLetter(a[at]);
        if (letter != Character.isLetter(b[at])) {
            boolean afterDigit = at > 0 && Character.isDigit(a[at - 1]);
            return letter == afterDigit ? -1 : 1;
        }
        if (!letter) {
            int byNumber = numbers(a, b, at);
            if (byNumber != 0) {
                return byNumber;
            }
        }
        return Integer.compare(a[at], b[at]);
    }

    /** By the numbers that begin at a place, or go on there: a zero in the middle of one counts, one in front of it does not. */
    private static int numbers(int[] a, int[] b, int at) {
        int endOfA = digitsEnd(a, at);
        int endOfB = digitsEnd(b, at);
        boolean inside = (a[at] == '0' || b[at] == '0') && hasNumberBefore(a, at);
        int significantA = inside ? at : withoutZeros(a, at, endOfA);
        int significantB = inside ? at : withoutZeros(b, at, endOfB);
        int byLength = Integer.compare(endOfA - significantA, endOfB - significantB);
        if (byLength != 0) {
            return byLength;
        }
        for (int i = 0; i < endOfA - significantA; i++) {
            int byDigit = Integer.compare(a[significantA + i], b[significantB + i]);
            if (byDigit != 0) {
                return byDigit;
            }
        }
        return Integer.compare(endOfA, endOfB);
    }

    private static int digitsEnd(int[] text, int from) {
        int end = from;
        while (end < text.length && Character.isDigit(text[end])) {
            end++;
        }
        return end;
    }

    private static int withoutZeros(int[] text, int from, int end) {
        int at = from;
        while (at < end && text[at] == '0') {
            at++;
        }
        return at;
    }

    private static boolean hasNumberBefore(int[] text, int at) {
        for (int i = at - 1; i >= 0 && Character.isDigit(text[i]); i--) {
            if (text[i] != '0') {
                return true;
            }
        }
        return false;
    }
}
