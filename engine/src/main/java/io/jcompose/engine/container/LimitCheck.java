package io.jcompose.engine.container;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import io.jcompose.linux.file.Descriptors;
import io.jcompose.linux.file.FileStatus;
import io.jcompose.linux.file.Open;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Refuses limits that make no sense, alone or together, in docker's words (moby daemon/daemon_unix.go, verifyPlatformContainerResources). */
final class LimitCheck {
    /** What a process needs to start at all. */
    private static final long MIN_MEMORY = 6L * 1024 * 1024;

    private static final long NANO = 1_000_000_000L;

    private LimitCheck() {}

    static void check(Limits limits) {
        memory(limits.memory());
        bandwidth(limits.cpu());
        realtime(limits.cpu());
        listed("CPUs", "cpuset cpus", limits.cpu().cpus(), "/sys/devices/system/cpu/online");
        listed("memory nodes", "cpuset mems", limits.cpu().mems(), "/sys/devices/system/node/online");
        blockIo(limits.blockIo());
        if (limits.shmSize() < 0) {
            throw refused("SHM size can not be less than 0", "give shm_size as a positive number of bytes");
        }
        limits.oomScoreAdj().filter(score -> score < -1000 || score > 1000).ifPresent(score -> {
            throw refused(
                    "Invalid value " + score + ", range for oom score adj is [-1000, 1000]",
                    "choose a value in this range");
        });
    }

    private static JcomposeException refused(String what, String remedy) {
        return new JcomposeException(Kind.INVALID, what, remedy);
    }

    private static void memory(Limits.Memory memory) {
        if (memory.limit() != 0 && memory.limit() < MIN_MEMORY) {
            throw refused("Minimum memory limit allowed is 6MB", "give it at least 6m");
        }
        if (memory.limit() > 0 && memory.swap() > 0 && memory.swap() < memory.limit()) {
            throw refused(
                    "Minimum memoryswap limit should be larger than memory limit, see usage",
                    "the limit of swap counts memory and swap together");
        }
        if (memory.limit() == 0 && memory.swap() > 0) {
            throw refused(
                    "You should always set the Memory limit when using Memoryswap limit, see usage",
                    "set a limit of memory too");
        }
        memory.swappiness().filter(value -> value < 0 || value > 100).ifPresent(value -> {
            throw refused(
                    "Invalid value: " + value + ", valid memory swappiness range is 0-100",
                    "choose a value in this range");
        });
        if (memory.reservation() != 0 && memory.reservation() < MIN_MEMORY) {
            throw refused("Minimum memory reservation allowed is 6MB", "reserve at least 6m");
        }
        if (memory.limit() > 0 && memory.reservation() > memory.limit()) {
            throw refused(
                    "Minimum memory limit can not be less than memory reservation limit, see usage",
                    "raise the limit of memory, or reserve less");
        }
    }

    private static void bandwidth(Limits.Cpu cpu) {
        if (cpu.nanoCpus() > 0 && cpu.period() > 0) {
            throw refused(
                    "Conflicting options: Nano CPUs and CPU Period cannot both be set",
                    "set cpus alone, or period and quota");
        }
        if (cpu.nanoCpus() > 0 && cpu.quota() > 0) {
            throw refused(
                    "Conflicting options: Nano CPUs and CPU Quota cannot both be set",
                    "set cpus alone, or period and quota");
        }
        if (cpu.shares() < 0) {
            throw refused(
                    "invalid CPU shares (" + cpu.shares() + "): value must be a positive integer",
                    "give it as a number such as 512");
        }
        int there = Runtime.getRuntime().availableProcessors();
        if (cpu.nanoCpus() < 0 || cpu.nanoCpus() > there * NANO) {
            throw refused(
                    "Range of CPUs is from 0.01 to " + there + ".00, as there are only " + there + " CPUs available",
                    "choose a number in this range");
        }
        if (cpu.period() != 0 && (cpu.period() < 1000 || cpu.period() > 1_000_000)) {
            throw refused(
                    "CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)",
                    "give it in microseconds");
        }
        if (cpu.quota() > 0 && cpu.quota() < 1000) {
            throw refused("CPU cfs quota can not be less than 1ms (i.e. 1000)", "give it in microseconds");
        }
    }

    private static void realtime(Limits.Cpu cpu) {
        if (cpu.realtimePeriod() != 0 && cpu.realtimeRuntime() > cpu.realtimePeriod()) {
            throw refused(
                    "cpu real-time runtime cannot be higher than cpu real-time period",
                    "the runtime is a part of the period");
        }
    }

    /** @param online the kernel's own list of those that there are */
    private static void listed(String what, String option, String wanted, String online) {
        if (wanted.isEmpty()) {
            return;
        }
        Set<Integer> numbers = numbers(option, wanted);
        String available = Descriptors.readFile(online).strip();
        if (!numbers(option, available).containsAll(numbers)) {
            throw refused(
                    "Requested " + what + " are not available - requested " + wanted + ", available: " + available,
                    "name some that this machine has");
        }
    }

    /** The form of cpuset(7), "List format": {@code 0-2,4}. */
    private static Set<Integer> numbers(String option, String list) {
        Set<Integer> numbers = new TreeSet<>();
        for (String range : list.split(",", -1)) {
            if (!range.strip().matches("\\d{1,5}(-\\d{1,5})?")) {
                throw refused("Invalid value " + list + " for " + option, "give a list as 0-2,4");
            }
            String[] ends = range.strip().split("-");
            for (int i = Integer.parseInt(ends[0]); i <= Integer.parseInt(ends[ends.length - 1]); i++) {
                numbers.add(i);
            }
        }
        return numbers;
    }

    private static void blockIo(Limits.BlockIo io) {
        List<Integer> weights = new ArrayList<>();
        io.deviceWeights().forEach(device -> weights.add(device.weight()));
        if (io.weight() != 0) {
            weights.add(io.weight());
        }
        if (weights.stream().anyMatch(weight -> weight < 10 || weight > 1000)) {
            throw refused("Range of blkio weight is from 10 to 1000", "choose a weight in this range");
        }
        io.deviceWeights().forEach(device -> blockDevice(device.path()));
        Stream.of(io.readBps(), io.writeBps(), io.readIops(), io.writeIops())
                .flatMap(List::stream)
                .forEach(device -> {
                    if (device.rate() < 0) {
                        throw refused(
                                "invalid rate for device: " + device.path() + ":" + device.rate(),
                                "Rate must be a positive integer.");
                    }
                    blockDevice(device.path());
                });
    }

    /** The device that a path names; docker takes what is no block device too, and the kernel refuses it later. */
    static FileStatus blockDevice(String path) {
        return Descriptors.status(Open.AT_FDCWD, path, 0)
                .filter(FileStatus::isBlockDevice)
                .orElseThrow(() -> refused(
                        "the device \"" + path + "\" is not a block device of this machine",
                        "see lsblk for those there are"));
    }
}
