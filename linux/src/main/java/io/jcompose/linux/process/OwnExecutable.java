package io.jcompose.linux.process;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code /proc/self/exe} leads to.
 *
 * <p>Until exec a child is this program, and a container whose program begins with {@code #!/proc/self/exe} executes it, from inside: it could keep the
 * file open and write to it once nobody runs it any more (CVE-2019-5736). So the engine stops being the file of the host: it becomes a sealed copy in
 * memory, to which nothing can be written.
 */
public final class OwnExecutable {
    private static final String EXE = "/proc/self/exe";
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
    private static final int MREMAP_MAYMOVE_FIXED = 3;
    private static final int MFD_CLOEXEC_ALLOW_SEALING = 3;
    private static final int MFD_EXEC = 0x10;
    private static final int F_ADD_SEALS = 1033;
    private static final int ALL_SEALS = 0xf;
    private static final int PR_SET_MM = 35;
    private static final int PR_SET_MM_MAP = 14;

    private OwnExecutable() {}

    /**
     * Replaces it, once in a process and before it has children. The pages of the file that are mapped become pages without a file: the kernel changes
     * nothing as long as there is one of them (prctl(2), PR_SET_MM_EXE_FILE).
     *
     * @throws LinuxException EPERM without CAP_CHECKPOINT_RESTORE, EINVAL on a kernel without CONFIG_CHECKPOINT_RESTORE, EACCES where memory can't be
     *     executed (vm.memfd_noexec)
     */
    public static void replaceByCopy() {
        try (DescriptorSet open = new DescriptorSet()) {
            byte[] content = Files.readAllBytes(Path.of(EXE));
            String file = Files.readSymbolicLink(Path.of(EXE)).toString();
            int copy = open.add(memoryFile());
            for (int written = 0; written < content.length; ) {
                int count = Descriptors.write(copy, content, written, content.length - written);
                if (count < 0) {
                    throw new LinuxException(-count, "write", "memfd");
                }
                written += count;
            }
            Sys.call(Call.FCNTL, "F_ADD_SEALS", copy, F_ADD_SEALS, ALL_SEALS);
            // the kernel wants it open for reading alone
            int readable = open.add(Descriptors.open("/proc/self/fd/" + copy, Open.RDONLY));
            for (String line : Descriptors.readFile("/proc/self/maps").split("\n")) {
                if (line.endsWith(" " + file)) {
                    detach(List.of(line.split(" ")));
                }
            }
            setExecutable(readable);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int memoryFile() {
        try (NativeScope scope = NativeScope.open()) {
            long name = scope.string("jcompose-engine");
            long made = Sys.attempt(Call.MEMFD_CREATE, name, MFD_CLOEXEC_ALLOW_SEALING | MFD_EXEC);
            // before Linux 6.3 they are all executable
            return (int)
                    (made == -Errno.EINVAL
                            ? Sys.call(Call.MEMFD_CREATE, "", name, MFD_CLOEXEC_ALLOW_SEALING)
                            : made < 0 ? fail(made) : made);
        }
    }

    private static long fail(long result) {
        throw new LinuxException((int) -result, "memfd_create", "");
    }

    /** Puts a copy without a file in the place of a mapping, in one step. */
    private static void detach(List<String> mapping) {
        List<String> ends = List.of(mapping.getFirst().split("-"));
        long start = Long.parseUnsignedLong(ends.getFirst(), 16);
        long length = Long.parseUnsignedLong(ends.getLast(), 16) - start;
        String rights = mapping.get(1);
        int protection =
                (rights.contains("r") ? 1 : 0) | (rights.contains("w") ? 2 : 0) | (rights.contains("x") ? 4 : 0);
        long copy = Sys.call(Call.MMAP, "", 0, length, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
        byte[] content = NativeScope.getBytes(start, (int) length);
        NativeScope.putBytes(copy, content, 0, content.length);
        Sys.call(Call.MPROTECT, "", copy, length, protection);
        Sys.call(Call.MREMAP, "", copy, length, length, MREMAP_MAYMOVE_FIXED, start);
    }

    /** All of struct prctl_mm_map (linux/prctl.h) as it is, but the file. The fields are those of proc_pid_stat(5). */
    private static void setExecutable(int file) {
        String stat = Descriptors.readFile("/proc/self/stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        List<Integer> inOrder = List.of(26, 27, 45, 46, 47, 0, 28, 48, 49, 50, 51);
        try (NativeScope scope = NativeScope.open()) {
            long map = scope.allocate(104);
            long at = map;
            for (int field : inOrder) {
                long value = field == 0 ? Sys.call(Call.BRK, "", 0) : Long.parseUnsignedLong(fields[field - 3]);
                NativeScope.putLong(at, value);
                at += 8;
            }
            NativeScope.putInt(map + 100, file);
            Sys.call(Call.PRCTL, "PR_SET_MM_MAP", PR_SET_MM, PR_SET_MM_MAP, map, 104, 0);
        }
    }
}
