package io.jcompose.linux.mount;

import io.jcompose.linux.file.Descriptors;

/**
 * A mount as the calling thread's mount namespace has it (proc_pid_mountinfo(5)).
 *
 * @param path where it is
 * @param shared whether its peers hear of what is mounted in it
 */
public record MountPoint(String path, boolean shared) {
    private static final int POINT = 4;
    private static final int OPTIONAL = 6;

    /** The one in which a path lies. Of two at one place the later one is seen. */
    public static MountPoint of(String path) {
        MountPoint found = new MountPoint("/", false);
        for (String line : Descriptors.readFile("/proc/thread-self/mountinfo").split("\n")) {
            String[] fields = line.split(" ");
            String point = plain(fields[POINT]);
            boolean above = point.equals("/") || path.equals(point) || path.startsWith(point + "/");
            if (above && point.length() >= found.path().length()) {
                found = new MountPoint(point, isShared(fields));
            }
        }
        return found;
    }

    private static boolean isShared(String[] fields) {
        for (int i = OPTIONAL; i < fields.length && !fields[i].equals("-"); i++) {
            if (fields[i].startsWith("shared:")) {
                return true;
            }
        }
        return false;
    }

    /** Blanks, tabs, line feeds and backslashes are written in octal. */
    private static String plain(String field) {
        return field.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
