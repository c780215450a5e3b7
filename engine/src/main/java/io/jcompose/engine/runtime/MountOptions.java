package io.jcompose.engine.runtime;

import io.jcompose.linux.mount.MountAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The options of one mount, sorted into what the kernel wants separately.
 *
 * @param recursiveSet attributes for the whole tree of a bind ({@code rro})
 * @param propagation 0 when not said
 * @param data what is left, for the file system itself: {@code key} or {@code key=value}
 */
record MountOptions(
        long set,
        long clear,
        long recursiveSet,
        long recursiveClear,
        boolean bind,
        boolean recursiveBind,
        long propagation,
        boolean recursivePropagation,
        List<String> data) {

    private record Attribute(long bits, boolean on) {}

    private static final Map<String, Attribute> ATTRIBUTES = Map.ofEntries(
            Map.entry("ro", new Attribute(MountAttributes.RDONLY, true)),
            Map.entry("rw", new Attribute(MountAttributes.RDONLY, false)),
            Map.entry("nosuid", new Attribute(MountAttributes.NOSUID, true)),
            Map.entry("suid", new Attribute(MountAttributes.NOSUID, false)),
            Map.entry("nodev", new Attribute(MountAttributes.NODEV, true)),
            Map.entry("dev", new Attribute(MountAttributes.NODEV, false)),
            Map.entry("noexec", new Attribute(MountAttributes.NOEXEC, true)),
            Map.entry("exec", new Attribute(MountAttributes.NOEXEC, false)),
            Map.entry("noatime", new Attribute(MountAttributes.NOATIME, true)),
            Map.entry("strictatime", new Attribute(MountAttributes.STRICTATIME, true)),
            Map.entry("nodiratime", new Attribute(MountAttributes.NODIRATIME, true)),
            Map.entry("diratime", new Attribute(MountAttributes.NODIRATIME, false)),
            Map.entry("nosymfollow", new Attribute(MountAttributes.NOSYMFOLLOW, true)));

    private static final Map<String, Long> PROPAGATIONS = Map.of(
            "private", MountAttributes.PRIVATE,
            "slave", MountAttributes.SLAVE,
            "shared", MountAttributes.SHARED,
            "unbindable", MountAttributes.UNBINDABLE);

    /** Words that say what is so anyway. */
    private static final List<String> IGNORED =
            List.of("defaults", "relatime", "atime", "newinstance", "async", "idmap", "ridmap");

    /** All words but those of file systems, sorted. */
    static List<String> words() {
        Set<String> words = new TreeSet<>(IGNORED);
        words.addAll(List.of("bind", "rbind"));
        Stream.of(ATTRIBUTES.keySet(), PROPAGATIONS.keySet())
                .flatMap(Set::stream)
                .forEach(word -> words.addAll(List.of(word, "r" + word)));
        return List.copyOf(words);
    }

    static MountOptions parse(List<String> options) {
        long set = 0;
        long clear = 0;
        long recursiveSet = 0;
        long recursiveClear = 0;
        long propagation = 0;
        boolean recursivePropagation = false;
        List<String> data = new ArrayList<>();
        for (String option : options) {
            String base = option.startsWith("r") ? option.substring(1) : option;
            if (ATTRIBUTES.containsKey(option)) {
                Attribute attribute = attribute(option);
                set = attribute.on() ? set | attribute.bits() : set & ~attribute.bits();
                clear |= cleared(attribute);
            } else if (ATTRIBUTES.containsKey(base)) {
                Attribute attribute = attribute(base);
                recursiveSet = attribute.on() ? recursiveSet | attribute.bits() : recursiveSet & ~attribute.bits();
                recursiveClear |= cleared(attribute);
            } else if (PROPAGATIONS.containsKey(option) || PROPAGATIONS.containsKey(base)) {
                recursivePropagation = !PROPAGATIONS.containsKey(option);
                propagation = PROPAGATIONS.getOrDefault(recursivePropagation ? base : option, 0L);
            } else if (!IGNORED.contains(option) && !option.equals("bind") && !option.equals("rbind")) {
                data.add(option);
            }
        }
        return new MountOptions(
                set,
                clear,
                recursiveSet,
                recursiveClear,
                options.contains("bind") || options.contains("rbind"),
                options.contains("rbind"),
                propagation,
                recursivePropagation,
                List.copyOf(data));
    }

    private static Attribute attribute(String name) {
        return ATTRIBUTES.getOrDefault(name, new Attribute(0, true));
    }

    /** The access-time bits are one field: to set it, it must be cleared as a whole (mount_setattr(2)). */
    private static long cleared(Attribute attribute) {
        boolean time = (attribute.bits() & MountAttributes.ATIME_MASK) != 0;
        return attribute.on() ? (time ? MountAttributes.ATIME_MASK : 0) : attribute.bits();
    }
}
