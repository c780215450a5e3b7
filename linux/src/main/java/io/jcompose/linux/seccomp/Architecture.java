package io.jcompose.linux.seccomp;

import java.util.Optional;

/** An interface of the kernel with numbers of its own for the system calls, as a filter sees it (linux/audit.h, AUDIT_ARCH_*). */
public enum Architecture {
    X86_64("SCMP_ARCH_X86_64", 0xC000003E, 0),
    /** Shares {@link #X86_64}'s mark, its numbers have a bit of their own (asm/unistd.h, __X32_SYSCALL_BIT). */
    X32("SCMP_ARCH_X32", 0xC000003E, 0x40000000),
    X86("SCMP_ARCH_X86", 0x40000003, 0),
    AARCH64("SCMP_ARCH_AARCH64", 0xC00000B7, 0),
    ARM("SCMP_ARCH_ARM", 0x40000028, 0);

    private final String label;
    private final int mark;
    private final int offset;

    Architecture(String label, int mark, int offset) {
        this.label = label;
        this.mark = mark;
        this.offset = offset;
    }

    /** The name in OCI runtime specs and in docker's profiles. */
    public String label() {
        return label;
    }

    /** What the kernel says in {@code seccomp_data.arch}. */
    public int mark() {
        return mark;
    }

    /** Added to each number of the table. */
    int offset() {
        return offset;
    }

    /** Empty for one that jcompose does not run on. */
    public static Optional<Architecture> labelled(String label) {
        for (Architecture architecture : values()) {
            if (architecture.label.equals(label)) {
                return Optional.of(architecture);
            }
        }
        return Optional.empty();
    }

    /** This machine's own. */
    public static Architecture own() {
        return System.getProperty("os.arch").equals("aarch64") ? AARCH64 : X86_64;
    }
}
