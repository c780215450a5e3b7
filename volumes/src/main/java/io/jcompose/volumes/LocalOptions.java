package io.jcompose.volumes;

import io.jcompose.error.JcomposeException;
import io.jcompose.error.JcomposeException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The options of Docker's local driver, which are those of mount(8): {@code type}, {@code device}, and {@code o} with commas between the words.
 *
 * @param flags of mount(2), bind among them
 * @param propagation flags of mount(2) that need a call of their own; 0 for none
 * @param data what is left of {@code o}, for the file system itself
 */
record LocalOptions(String type, String device, long flags, long propagation, List<String> data) {
    static final long BIND = 1 << 12;

    private static final long REC = 1 << 14;
    private static final List<String> KNOWN = List.of("type", "o", "device", "size");

    private record Word(long bits, boolean on) {}

    private static final Map<String, Word> FLAGS = Map.ofEntries(
            Map.entry("defaults", new Word(0, true)),
            Map.entry("ro", new Word(1, true)),
            Map.entry("rw", new Word(1, false)),
            Map.entry("nosuid", new Word(1 << 1, true)),
            Map.entry("suid", new Word(1 << 1, false)),
            Map.entry("nodev", new Word(1 << 2, true)),
            Map.entry("dev", new Word(1 << 2, false)),
            Map.entry("noexec", new Word(1 << 3, true)),
            Map.entry("exec", new Word(1 << 3, false)),
            Map.entry("sync", new Word(1 << 4, true)),
            Map.entry("async", new Word(1 << 4, false)),
            Map.entry("dirsync", new Word(1 << 7, true)),
            Map.entry("noatime", new Word(1 << 10, true)),
            Map.entry("atime", new Word(1 << 10, false)),
            Map.entry("nodiratime", new Word(1 << 11, true)),
            Map.entry("diratime", new Word(1 << 11, false)),
            Map.entry("bind", new Word(BIND, true)),
            Map.entry("rbind", new Word(BIND | REC, true)),
            Map.entry("relatime", new Word(1 << 21, true)),
            Map.entry("norelatime", new Word(1 << 21, false)),
            Map.entry("strictatime", new Word(1 << 24, true)),
            Map.entry("nostrictatime", new Word(1 << 24, false)));

    private static final Map<String, Long> PROPAGATION = Map.of(
            "unbindable",
            1L << 17,
            "private",
            1L << 18,
            "slave",
            1L << 19,
            "shared",
            1L << 20,
            "runbindable",
            1L << 17 | REC,
            "rprivate",
            1L << 18 | REC,
            "rslave",
            1L << 19 | REC,
            "rshared",
            1L << 20 | REC);

    LocalOptions {
        data = List.copyOf(data);
    }

    boolean bind() {
        return (flags & BIND) != 0;
    }

    /**
     * Empty when there is nothing to mount: a plain directory.
     *
     * @throws JcomposeException INVALID, in Docker's words
     */
    static Optional<LocalOptions> of(String volume, Map<String, String> options) {
        for (String key : options.keySet()) {
            if (!KNOWN.contains(key)) {
                throw invalid(volume, "invalid option: \"" + key + "\"", "use type, o and device");
            }
        }
        if (options.containsKey("size")) {
            throw invalid(
                    volume,
                    "quota size requested but no quota support",
                    "leave size out; the size of a tmpfs is written under o: size=64m");
        }
        if (options.isEmpty()) {
            return Optional.empty();
        }
        for (String needed : List.of("type", "device")) {
            if (!options.containsKey(needed)) {
                throw invalid(volume, "missing required option: \"" + needed + "\"", "add it under `driver_opts:`");
            }
        }
        return Optional.of(parse(
                options.getOrDefault("type", ""), options.getOrDefault("device", ""), options.getOrDefault("o", "")));
    }

    private static LocalOptions parse(String type, String device, String words) {
        long flags = 0;
        long propagation = 0;
        List<String> data = new ArrayList<>();
        for (String word : words.split(",")) {
            Word flag = FLAGS.get(word);
            Long spread = PROPAGATION.get(word);
            if (flag != null) {
                flags = flag.on() ? flags | flag.bits() : flags & ~flag.bits();
            } else if (spread != null) {
                propagation = spread;
            } else if (!word.isEmpty()) {
                data.add(word);
            }
        }
        return new LocalOptions(type, device, flags, propagation, data);
    }

    private static JcomposeException invalid(String volume, String what, String remedy) {
        return new JcomposeException(Kind.INVALID, "volume \"" + volume + "\": " + what, remedy);
    }
}
