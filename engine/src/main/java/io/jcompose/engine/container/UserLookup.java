package io.jcompose.engine.container;

import io.jcompose.engine.runtime.ProcessSpec;
import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.file.RootDirectory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Names of users and groups to numbers by {@code /etc/passwd} and {@code /etc/group} of an image, as docker does.
 *
 * @param passwd lines of passwd(5)
 * @param group lines of group(5)
 */
public record UserLookup(List<String[]> passwd, List<String[]> group) {
    private static final int LARGEST = 8 << 20;

    /** @param home from passwd, {@code /} when the user is not there */
    public record Found(ProcessSpec.User user, String home) {}

    /** @param directories of the layers, the topmost first */
    public static UserLookup in(List<Path> directories) {
        Optional<List<String[]>> passwd = Optional.empty();
        Optional<List<String[]>> group = Optional.empty();
        for (Path directory : directories) {
            if (passwd.isPresent() && group.isPresent()) {
                break;
            }
            try (Layer layer = new Layer(directory)) {
                passwd = passwd.or(() -> layer.lines("etc/passwd"));
                group = group.or(() -> layer.lines("etc/group"));
            }
        }
        return new UserLookup(passwd.orElse(List.of()), group.orElse(List.of()));
    }

    /** One directory. Links in it, which the container may have made, lead nowhere outside. */
    private static final class Layer implements AutoCloseable {
        private final Path directory;
        private final DescriptorSet open = new DescriptorSet();
        private final RootDirectory root;

        Layer(Path directory) {
            this.directory = directory;
            this.root = new RootDirectory(open.add(Descriptors.open(directory.toString(), Open.PATH | Open.DIRECTORY)));
        }

        /** Empty when the file is not there. */
        Optional<List<String[]>> lines(String file) {
            long result = root.attempt(file, Open.RDONLY | Open.NONBLOCK, 0);
            if (result == -Errno.ENOENT) {
                return Optional.empty();
            }
            if (Errno.isOfResources((int) -result)) {
                throw new LinuxException(
                        (int) -result, "open", directory.resolve(file).toString());
            }
            if (result < 0) {
                return Optional.of(List.of());
            }
            int descriptor = open.add((int) result);
            return Optional.of(Descriptors.status(descriptor).isRegular() ? parsed(descriptor, file) : List.of());
        }

        /** The file is the image's: that it has an end does not mean that it fits into memory. */
        private List<String[]> parsed(int descriptor, String file) {
            byte[] bytes;
            try {
                bytes = Descriptors.readUpTo(descriptor, file, LARGEST + 1);
            } catch (LinuxException e) {
                throw new JcomposeException(
                        Kind.UNAVAILABLE,
                        "\"" + directory.resolve(file) + "\" can't be read: " + e.getMessage(),
                        "check the disk",
                        e);
            }
            if (bytes.length > LARGEST) {
                throw new JcomposeException(
                        Kind.INVALID,
                        "the image's /" + file + " is larger than " + (LARGEST >> 20) + " MiB",
                        "mend the image");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1)
                    .lines()
                    .map(line -> line.split(":", -1))
                    .toList();
        }

        @Override
        public void close() {
            open.close();
        }
    }

    /** Whether what is wanted, as for {@link #find}, is root or numbers: whatever the image has, that can be found. */
    static boolean isCertain(String wanted, List<String> more) {
        return more.isEmpty() && (wanted.isEmpty() || number(wanted).isPresent());
    }

    /**
     * @param wanted {@code user[:group]}, names or numbers; empty is root
     * @param more names or numbers of additional groups
     */
    public Found find(String wanted, List<String> more) {
        int colon = wanted.indexOf(':');
        String userPart = colon < 0 ? wanted : wanted.substring(0, colon);
        String groupPart = colon < 0 ? "" : wanted.substring(colon + 1);
        Optional<String[]> entry = passwd.stream()
                .filter(line ->
                        line.length >= 6 && (userPart.isEmpty() ? line[2].equals("0") : line[0].equals(userPart)))
                .findFirst()
                .or(() -> passwd.stream()
                        .filter(line -> line.length >= 6 && line[2].equals(userPart))
                        .findFirst());
        int uid = entry.map(line -> number(line[2]).orElse(0))
                .orElseGet(() -> userPart.isEmpty() ? 0 : number(userPart).orElseThrow(() -> noUser(userPart)));
        int gid = groupPart.isEmpty()
                ? entry.map(line -> number(line[3]).orElse(0)).orElse(0)
                : group(groupPart);
        Set<Integer> groups = new LinkedHashSet<>();
        if (groupPart.isEmpty()) {
            entry.ifPresent(line -> groups.addAll(membership(line[0])));
        }
        groups.add(gid);
        more.forEach(name -> groups.add(group(name)));
        String home = entry.map(line -> line[5]).filter(text -> !text.isEmpty()).orElse("/");
        return new Found(new ProcessSpec.User(uid, gid, null, new ArrayList<>(groups)), home);
    }

    private List<Integer> membership(String user) {
        List<Integer> found = new ArrayList<>();
        for (String[] line : group) {
            if (line.length >= 4 && List.of(line[3].split(",")).contains(user)) {
                number(line[2]).ifPresent(found::add);
            }
        }
        return found;
    }

    private int group(String wanted) {
        for (String[] line : group) {
            if (line.length >= 3 && line[0].equals(wanted)) {
                return number(line[2]).orElse(0);
            }
        }
        return number(wanted)
                .orElseThrow(() -> new JcomposeException(
                        Kind.INVALID,
                        "unable to find group " + wanted + ": no matching entries in group file",
                        "use a number, or add the group to the image"));
    }

    private static OptionalInt number(String text) {
        try {
            int value = Integer.parseInt(text);
            return value >= 0 ? OptionalInt.of(value) : OptionalInt.empty();
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    private static JcomposeException noUser(String name) {
        return new JcomposeException(
                Kind.INVALID,
                "unable to find user " + name + ": no matching entries in passwd file",
                "use a number, or add the user to the image");
    }
}
