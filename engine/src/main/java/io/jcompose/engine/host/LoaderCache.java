package io.jcompose.engine.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code /etc/ld.so.cache}, as ldconfig(8) writes it since glibc 2.2: 48 bytes of header, entries of 24 bytes, then the strings. Older files have the same
 * behind a table of the first form.
 *
 * @param libraries soname to the paths under which it is known, the loader's first choice first; variants for special processors are left out
 */
record LoaderCache(Map<String, List<String>> libraries) {
    private static final byte[] MAGIC = "glibc-ld.so.cache1.1".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = 48;
    private static final int ENTRY = 24;

    /** An empty cache when there is no such file or it is of another make (musl has none). */
    static LoaderCache read(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            return new LoaderCache(Map.of());
        }
        byte[] bytes = Files.readAllBytes(file);
        int start = start(bytes);
        Map<String, List<String>> libraries = new LinkedHashMap<>();
        if (start >= 0) {
            ByteBuffer cache =
                    ByteBuffer.wrap(bytes, start, bytes.length - start).slice().order(ByteOrder.nativeOrder());
            int count = cache.getInt(20);
            for (int i = 0; i < count && HEADER + (i + 1) * ENTRY <= cache.limit(); i++) {
                int at = HEADER + i * ENTRY;
                boolean plain = cache.getLong(at + 16) == 0;
                if (plain) {
                    String name = text(cache, cache.getInt(at + 4));
                    libraries.computeIfAbsent(name, n -> new ArrayList<>()).add(text(cache, cache.getInt(at + 8)));
                }
            }
        }
        return new LoaderCache(libraries);
    }

    private static int start(byte[] bytes) {
        for (int at = 0; at + HEADER <= bytes.length; at += 4) {
            boolean here = true;
            for (int i = 0; i < MAGIC.length && here; i++) {
                here = bytes[at + i] == MAGIC[i];
            }
            if (here) {
                return at;
            }
        }
        return -1;
    }

    private static String text(ByteBuffer cache, int offset) {
        StringBuilder text = new StringBuilder();
        for (int at = offset; at >= 0 && at < cache.limit() && cache.get(at) != 0; at++) {
            text.append((char) (cache.get(at) & 0xff));
        }
        return text.toString();
    }
}
