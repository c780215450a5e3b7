package io.jcompose.cli.render;

/** How wide text is on a terminal. */
final class Widths {
    private Widths() {}

    /** In cells: control sequences and combining marks take none, East Asian wide characters and emoji two. */
    static int of(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            if (point == '\u001b') {
                i = afterSequence(text, i);
                continue;
            }
            width += cells(point);
            i += Character.charCount(point);
        }
        return width;
    }

    /** The beginning of the text that fits, control sequences and all; those after it are kept so that colours end. */
    static String cut(String text, int cells) {
        StringBuilder out = new StringBuilder();
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            int next = point == '\u001b' ? afterSequence(text, i) : i + Character.charCount(point);
            width += point == '\u001b' ? 0 : cells(point);
            if (point == '\u001b' || width <= cells) {
                out.append(text, i, next);
            }
            i = next;
        }
        return out.toString();
    }

    private static int afterSequence(String text, int escape) {
        int i = escape + 1;
        if (i < text.length() && text.charAt(i) == '[') {
            i++;
            while (i < text.length() && (text.charAt(i) < 0x40 || text.charAt(i) > 0x7e)) {
                i++;
            }
        }
        return Math.min(i + 1, text.length());
    }

    private static int cells(int point) {
        int type = Character.getType(point);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        boolean wide = (point >= 0x1100 && point <= 0x115f)
                || (point >= 0x2e80 && point <= 0xa4cf)
                || (point >= 0xac00 && point <= 0xd7a3)
                || (point >= 0xf900 && point <= 0xfaff)
                || (point >= 0xfe30 && point <= 0xfe6f)
                || (point >= 0xff00 && point <= 0xff60)
                || (point >= 0x1f300 && point <= 0x1faff)
                || (point >= 0x20000 && point <= 0x3fffd);
        return wide ? 2 : 1;
    }
}
