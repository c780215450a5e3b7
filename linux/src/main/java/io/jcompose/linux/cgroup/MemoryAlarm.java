package io.jcompose.linux.cgroup;

import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.DescriptorSet;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.Open;
import io.jcompose.linux.poll.EventDescriptor;
import io.jcompose.linux.poll.Poller;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A descriptor that becomes ready when processes of a cgroup are killed for want of memory. */
public sealed interface MemoryAlarm extends AutoCloseable {

    int descriptor();

    /** What to poll for. */
    int events();

    /** Makes the descriptor quiet again. Whether something happened since the last time. */
    boolean take();

    @Override
    void close();

    /** An eventfd that the kernel signals when the group is out of memory (cgroup-v1/memory.rst, "OOM Control"). */
    static Optional<MemoryAlarm> ofVersion1(String directory) {
        DescriptorSet open = new DescriptorSet();
        try {
            int event = open.add(EventDescriptor.open().descriptor());
            int control = open.add(Descriptors.open(directory + "/memory.oom_control", Open.RDONLY));
            Descriptors.writeFile(directory + "/cgroup.event_control", event + " " + control);
            return Optional.of(new Version1(event, open));
        } catch (LinuxException e) {
            open.close();
            return Optional.empty();
        }
    }

    /** memory.events, whose poll tells of changes with POLLPRI (cgroup-v2.rst, "Memory Interface Files"). */
    static Optional<MemoryAlarm> ofVersion2(String directory) {
        try {
            return Optional.of(new Version2(Descriptors.open(directory + "/memory.events", Open.RDONLY)));
        } catch (LinuxException e) {
            return Optional.empty();
        }
    }

    /** @param open the event and, as long as it lives, the file that it is about */
    record Version1(int descriptor, DescriptorSet open) implements MemoryAlarm {
        @Override
        public int events() {
            return Poller.IN;
        }

        @Override
        public boolean take() {
            try (NativeScope scope = NativeScope.open()) {
                return Descriptors.read(descriptor, scope.allocate(8), 8) == 8;
            }
        }

        @Override
        public void close() {
            open.close();
        }
    }

    /** Counts; the file changes for other reasons too. */
    final class Version2 implements MemoryAlarm {
        private static final int PRIORITY = 0x2;
        private static final int SEEK_SET = 0;
        private static final int LONGEST = 4096;

        private final int descriptor;
        private long counted;

        private Version2(int descriptor) {
            this.descriptor = descriptor;
            this.counted = read();
        }

        private long read() {
            try (NativeScope scope = NativeScope.open()) {
                Sys.call(Call.LSEEK, "memory.events", descriptor, 0, SEEK_SET);
                long buffer = scope.allocate(LONGEST);
                int length = Descriptors.read(descriptor, buffer, LONGEST);
                String text = new String(NativeScope.getBytes(buffer, Math.max(0, length)), StandardCharsets.UTF_8);
                return ControlFiles.field(Optional.of(text), "oom_kill");
            }
        }

        @Override
        public int descriptor() {
            return descriptor;
        }

        @Override
        public int events() {
            return PRIORITY;
        }

        @Override
        public boolean take() {
            long now = read();
            boolean more = now > counted;
            counted = now;
            return more;
        }

        @Override
        public void close() {
            Descriptors.close(descriptor);
        }
    }
}
