package io.jcompose.linux.poll;

import io.jcompose.linux.Errno;
import io.jcompose.linux.LinuxException;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.process.NewThreads;
import io.jcompose.linux.syscall.Call;
import io.jcompose.linux.syscall.NativeScope;
import io.jcompose.linux.syscall.Sys;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One platform thread that waits in epoll(7) for any number of descriptors and calls back.
 *
 * <p>Level-triggered and fair: a callback does one bounded piece of work and is called again while the descriptor stays ready; none is
 * served twice before all ready ones were served once. Callbacks must not block. A callback that throws is cancelled and the failure goes
 * to the thread's uncaught-exception handler; the thread goes on.
 */
public final class Poller implements AutoCloseable {
    public static final int IN = 0x1;
    public static final int OUT = 0x4;
    public static final int ERROR = 0x8;
    public static final int HANGUP = 0x10;
    /** With other events: whichever comes first is told, and nothing after it. */
    public static final int ONCE = 1 << 30;

    private static final int CTL_ADD = 1;
    private static final int CTL_DEL = 2;
    private static final int CTL_MOD = 3;
    private static final int CLOEXEC = 0x80000;
    private static final int BATCH = 256;
    /** struct epoll_event is packed on x86_64 only. */
    private static final boolean PACKED = !System.getProperty("os.arch").equals("aarch64");

    private static final int EVENT_BYTES = PACKED ? 12 : 16;
    private static final int DATA_OFFSET = PACKED ? 4 : 8;
    private static final long WAKE = 0;

    private final int epoll;
    private final int wake;
    private final Map<Long, Watch> watches = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong(WAKE);
    private final NativeScope memory = NativeScope.open();
    private final long buffer = memory.allocate(Reader.CHUNK);
    private final Thread thread;
    private volatile boolean closed;

    /** Called on the poller's thread. */
    @FunctionalInterface
    public interface Listener {
        /** @param events of {@link #IN}, {@link #OUT}, {@link #ERROR}, {@link #HANGUP} */
        void ready(int events);
    }

    /** One watched descriptor. */
    public interface Registration {
        /** Waits for these events from now on; errors and hang-ups are always told. Ends {@link #suspend}. */
        void listenFor(int events);

        /** No callbacks until {@link #listenFor}. */
        void suspend();

        /** No callback begins after this returns on the poller's own thread; on another one may be running. Repeatable. */
        void cancel();
    }

    private Poller(String threadName) {
        this.epoll = (int) Sys.call(Call.EPOLL_CREATE1, "", CLOEXEC);
        this.wake = (int) Sys.call(Call.EVENTFD2, "", 0, CLOEXEC);
        control(CTL_ADD, wake, IN, WAKE);
        this.thread = Thread.ofPlatform().daemon().name(threadName).unstarted(this::run);
    }

    public static Poller open(String threadName) {
        Poller poller = new Poller(threadName);
        NewThreads.begin(threadName, poller.thread::start);
        return poller;
    }

    /**
     * Watches a descriptor, which stays the caller's and must be closed only after {@link Registration#cancel}.
     *
     * @throws LinuxException EPERM for a regular file, which is always ready
     */
    public Registration register(int descriptor, int events, Listener listener) {
        Watch watch = new Watch(lastId.incrementAndGet(), descriptor, listener);
        watches.put(watch.id, watch);
        try {
            control(CTL_ADD, descriptor, events, watch.id);
        } catch (LinuxException e) {
            watches.remove(watch.id);
            throw e;
        }
        return watch;
    }

    /** Of {@link Reader#CHUNK} bytes, for the poller's thread alone. */
    long buffer() {
        return buffer;
    }

    private void control(int operation, int descriptor, int events, long id) {
        long result = tryControl(operation, descriptor, events, id);
        if (result < 0) {
            throw new LinuxException((int) -result, "epoll_ctl", "descriptor " + descriptor);
        }
    }

    private long tryControl(int operation, int descriptor, int events, long id) {
        try (NativeScope scope = NativeScope.open()) {
            long event = scope.allocate(EVENT_BYTES);
            NativeScope.putInt(event, events);
            NativeScope.putLong(event + DATA_OFFSET, id);
            return Sys.attempt(Call.EPOLL_CTL, epoll, operation, descriptor, event);
        }
    }

    private void run() {
        try (NativeScope scope = NativeScope.open()) {
            long events = scope.allocate(EVENT_BYTES * BATCH);
            while (!closed) {
                long count = Sys.once(Call.EPOLL_PWAIT, epoll, events, BATCH, -1, 0, 8);
                if (count < 0 && count != -Errno.EINTR) {
                    throw new LinuxException((int) -count, "epoll_wait", "");
                }
                for (int i = 0; i < count && !closed; i++) {
                    long event = events + (long) i * EVENT_BYTES;
                    dispatch(NativeScope.getLong(event + DATA_OFFSET), NativeScope.getInt(event));
                }
            }
        } finally {
            Descriptors.close(epoll);
            Descriptors.close(wake);
            memory.close();
        }
    }

    private void dispatch(long id, int events) {
        Watch watch = watches.get(id);
        if (watch == null) {
            return;
        }
        try {
            watch.listener.ready(events);
        } catch (RuntimeException e) {
            watch.cancel();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    /** Ends the thread; what was registered is no longer watched, its descriptors stay open. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        Descriptors.write(wake, new byte[] {1, 0, 0, 0, 0, 0, 0, 0}, 0, 8);
        if (Thread.currentThread() != thread) {
            joinThread();
        }
    }

    private void joinThread() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Watch implements Registration {
        private final long id;
        private final int descriptor;
        private final Listener listener;
        private boolean suspended;

        Watch(long id, int descriptor, Listener listener) {
            this.id = id;
            this.descriptor = descriptor;
            this.listener = listener;
        }

        @Override
        public synchronized void listenFor(int events) {
            if (watches.containsKey(id)) {
                control(suspended ? CTL_ADD : CTL_MOD, descriptor, events, id);
                suspended = false;
            }
        }

        @Override
        public synchronized void suspend() {
            if (watches.containsKey(id) && !suspended) {
                control(CTL_DEL, descriptor, 0, id);
                suspended = true;
            }
        }

        @Override
        public synchronized void cancel() {
            if (watches.remove(id) != null && !suspended) {
                long result = tryControl(CTL_DEL, descriptor, 0, id);
                if (result < 0 && !closed && result != -Errno.ENOENT && result != -Errno.EBADF) {
                    throw new LinuxException((int) -result, "epoll_ctl", "descriptor " + descriptor);
                }
            }
        }
    }
}
