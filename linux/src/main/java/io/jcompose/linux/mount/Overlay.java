package io.jcompose.linux.mount;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Overlay mounts of many layers (kernel Documentation/filesystems/overlayfs.rst).
 *
 * <p>mount(2) takes one page of options, some 50 layers with full paths; a newer kernel appends layers one by one; before, the layers are named
 * through links with short names in a directory that the calling thread makes its working directory. That is why it needs a thread with
 * its own cwd (CLONE_FS unshared), or the caller's must not matter.
 */
public final class Overlay {
    /** fsconfig(2) takes strings of less than 256 bytes. */
    private static final int LONGEST = 255;

    private Overlay() {}

    /**
     * Mounts at a directory, in the calling thread's mount namespace.
     *
     * @param lowers topmost first
     * @param upper and {@code work}: empty strings for a read-only overlay of at least two lowers
     * @param shortNames an existing directory where links may be made, on older kernels only
     * @param options further ones, such as userxattr
     */
    public static void mount(
            List<String> lowers, String upper, String work, String target, String shortNames, List<String> options) {
        try {
            mountOneByOne(lowers, upper, work, target, options);
        } catch (LinuxException e) {
            // Older kernels know no lowerdir+: some take any option and refuse the whole when it is made.
            if (e.errno() != Errno.EINVAL) {
                throw e;
            }
            try {
                mountWithShortNames(lowers, upper, work, target, shortNames, options);
            } catch (LinuxException again) {
                e.addSuppressed(again);
                throw e;
            }
        }
    }

    private static void mountOneByOne(
            List<String> lowers, String upper, String work, String target, List<String> options) {
        try (FileSystem overlay = FileSystem.open("overlay");
                DescriptorSet open = new DescriptorSet()) {
            for (String lower : lowers) {
                overlay.set("lowerdir+", reachable(lower, open));
            }
            if (!upper.isEmpty()) {
                overlay.set("upperdir", reachable(upper, open));
                overlay.set("workdir", reachable(work, open));
            }
            for (String option : options) {
                int equals = option.indexOf('=');
                if (equals < 0) {
                    overlay.flag(option);
                } else {
                    overlay.set(option.substring(0, equals), option.substring(equals + 1));
                }
            }
            int mount = open.add(overlay.mount(0));
            int point = open.add(Descriptors.open(target, Open.PATH | Open.DIRECTORY));
            Mounts.attach(mount, point, target);
        }
    }

    private static String reachable(String path, DescriptorSet open) {
        if (path.getBytes(StandardCharsets.UTF_8).length <= LONGEST) {
            return path;
        }
        return "/proc/self/fd/" + open.add(Descriptors.open(path, Open.PATH | Open.DIRECTORY));
    }

    private static void mountWithShortNames(
            List<String> lowers, String upper, String work, String target, String shortNames, List<String> options) {
        int directory = Descriptors.open(shortNames, Open.RDONLY | Open.DIRECTORY);
        try (NativeScope scope = NativeScope.open()) {
            StringBuilder data = new StringBuilder("lowerdir=");
            for (int i = 0; i < lowers.size(); i++) {
                String name = "l" + Integer.toString(i, Character.MAX_RADIX);
                Descriptors.remove(directory, name, 0);
                Descriptors.link(directory, name, lowers.get(i));
                data.append(i == 0 ? "" : ":").append(name);
            }
            if (!upper.isEmpty()) {
                Descriptors.remove(directory, "u", 0);
                Descriptors.link(directory, "u", upper);
                Descriptors.remove(directory, "w", 0);
                Descriptors.link(directory, "w", work);
                data.append(",upperdir=u,workdir=w");
            }
            options.forEach(option -> data.append(',').append(option));
            Sys.call(Call.FCHDIR, shortNames, directory);
            Mounts.mount("overlay", target, "overlay", 0, data.toString());
            Sys.call(Call.CHDIR, "/", scope.string("/"));
        } finally {
            Descriptors.close(directory);
        }
    }
}
