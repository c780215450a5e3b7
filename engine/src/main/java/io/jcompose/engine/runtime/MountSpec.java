package io.jcompose.engine.runtime;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of {@code mounts} of a runtime spec. They are made in the order of the list; a missing target is made (a file when the source is
 * one), never outside the root whatever links lie in it.
 *
 * @param destination absolute in the container
 * @param type proc, sysfs, tmpfs, devpts, mqueue, cgroup, bind or overlay; null with the option bind or rbind
 * @param source of a bind: absolute on the host; after {@link #INSIDE} no link leads out of what is before it
 * @param uidMappings of a bind: whom files belong to in the container; with the option ridmap also those of mounts below; likewise {@code gidMappings}
 * @param options those of mount(8), for instance {@code ro nosuid rbind rprivate size=64m mode=1777}
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record MountSpec(
        String destination,
        @Nullable String type,
        @Nullable String source,
        List<String> options,
        List<IdMapping> uidMappings,
        List<IdMapping> gidMappings) {

    /** Between a directory and a path in it that somebody who is not trusted may change meanwhile; for other runtimes it means nothing. */
    public static final String INSIDE = "/./";

    /** Stands for each read-only layer in the options of an overlay, topmost first. */
    public static final String LOWER = "lowerdir+=";

    public static final String UPPER = "upperdir=";
    public static final String WORK = "workdir=";

    public MountSpec {
        options = options == null ? List.of() : List.copyOf(options);
        uidMappings = uidMappings == null ? List.of() : List.copyOf(uidMappings);
        gidMappings = gidMappings == null ? List.of() : List.copyOf(gidMappings);
    }

    /** With the owners of files as they are. */
    public MountSpec(String destination, @Nullable String type, @Nullable String source, List<String> options) {
        this(destination, type, source, options, List.of(), List.of());
    }

    /** Files of {@code size} owners from {@code containerID} on, as they are on disk, belong to those from {@code hostID} on. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record IdMapping(
            @JsonProperty("containerID") long containerId,
            @JsonProperty("hostID") long hostId,
            long size) {}

    /**
     * The root file system out of image layers and a writable directory. First in the list of mounts.
     *
     * <p>An image may hold the same layer twice, often the empty one; overlayfs refuses that (ELOOP), and the topmost says all that the
     * others would.
     *
     * @param lowers topmost first, as overlayfs wants them; at least one
     */
    public static MountSpec overlay(List<Path> lowers, Path upper, Path work) {
        List<String> options = new ArrayList<>();
        new LinkedHashSet<>(lowers).forEach(lower -> options.add(LOWER + lower));
        options.add(UPPER + upper);
        options.add(WORK + work);
        return new MountSpec("/", "overlay", "overlay", options);
    }

    /**
     * The files of an image, read-only.
     *
     * @param layers topmost first
     * @param subpath what of it; empty: all
     */
    public static MountSpec image(List<Path> layers, String subpath, String destination) {
        List<String> options = new ArrayList<>(List.of("ro"));
        new LinkedHashSet<>(layers).forEach(layer -> options.add(LOWER + layer));
        return new MountSpec(destination, "overlay", subpath.isEmpty() ? "image" : "image" + INSIDE + subpath, options);
    }

    /** Only the engine's own thread makes these: other runtimes know no layers. */
    public boolean layered() {
        return "overlay".equals(type);
    }

    /** A directory or file of the host; {@code rbind} and private unless the options say otherwise. */
    public static MountSpec bind(Path source, String destination, String... more) {
        List<String> options = new ArrayList<>(List.of("rbind", "rprivate"));
        options.addAll(List.of(more));
        return new MountSpec(destination, "bind", source.toString(), options);
    }

    public static MountSpec tmpfs(String destination, String... options) {
        return new MountSpec(destination, "tmpfs", "tmpfs", List.of(options));
    }
}
