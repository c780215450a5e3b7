package io.jcompose.engine.layer;

import io.jcompose.linux.tree.FileStatus.Owner;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One member of a tar file.
 *
 * @param name as in the archive, a byte string
 * @param type the type flag of the header: {@code '0'} a file, {@code '5'} a directory and so on (POSIX pax, ustar)
 * @param size bytes of the file when unpacked
 * @param link target of a hard or symbolic link
 * @param attributes extended attributes ({@code SCHILY.xattr.})
 * @param data which parts of a sparse file the archive holds; empty for all others
 */
public record TarEntry(
        String name,
        char type,
        int mode,
        Owner owner,
        long size,
        Time time,
        String link,
        Device device,
        Map<String, byte[]> attributes,
        List<Extent> data) {
    public static final char FILE = '0';
    public static final char HARD_LINK = '1';
    public static final char SYMLINK = '2';
    public static final char CHARACTER_DEVICE = '3';
    public static final char BLOCK_DEVICE = '4';
    public static final char DIRECTORY = '5';
    public static final char FIFO = '6';
    public static final char CONTIGUOUS = '7';

    public TarEntry {
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
        data = List.copyOf(data);
    }

    /** Modification time. */
    public record Time(long seconds, int nanos) {}

    public record Device(int major, int minor) {
        public static final Device NONE = new Device(0, 0);
    }

    /** A run of bytes of a sparse file. */
    public record Extent(long offset, long length) {}

    /** The same under another name, and a hard link to another one. */
    public TarEntry renamed(String newName, String newLink) {
        return new TarEntry(newName, type, mode, owner, size, time, newLink, device, attributes, data);
    }

    public TarEntry ownedBy(Owner newOwner) {
        return new TarEntry(name, type, mode, newOwner, size, time, link, device, attributes, data);
    }
}
