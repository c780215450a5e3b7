package io.jcompose.compose.load.check;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The known word that a misspelt one probably means. */
public final class Nearest {
    private Nearest() {}

    /** The candidate with the fewest changed, swapped, missing or added letters, when these are few for the word's length. */
    public static Optional<String> to(String word, Collection<String> candidates) {
        String wanted = normal(word);
        int limit = Math.max(1, Math.min(3, word.length() / 3));
        String best = null;
        int least = limit + 1;
        for (String candidate : candidates) {
            int distance = distance(wanted, normal(candidate));
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    private static String normal(String word) {
        return word.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            d[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            d[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + change);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
