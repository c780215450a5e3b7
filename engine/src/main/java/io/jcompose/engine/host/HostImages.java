package io.jcompose.engine.host;

import io.jcompose.engine.host.HostTree.Item;
import io.jcompose.engine.image.Digest;
import io.jcompose.engine.image.Image;
import io.jcompose.engine.image.ImageConfig;
import io.jcompose.engine.image.ImageConfig.ImageProcess;
import io.jcompose.engine.image.Images;
import io.jcompose.engine.image.NewImage;
import io.jcompose.engine.layer.Workspace;
import io.jcompose.engine.layout.DiskErrors;
import io.jcompose.engine.layout.Hashes;
import io.jcompose.engine.store.Machine;
import io.jcompose.error.JcomposeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Packs programs of this machine into images. The same programs, unchanged, give the same image id; one that was packed before is found again by the sizes and
 * times of its files, without reading them.
 */
public final class HostImages {
    private static final String SCHEME = "host:";
    private static final String JAVA = "java";
    private static final List<Path> PATH = List.of(
            Path.of("/usr/local/sbin"),
            Path.of("/usr/local/bin"),
            Path.of("/usr/sbin"),
            Path.of("/usr/bin"),
            Path.of("/sbin"),
            Path.of("/bin"));

    private final Images images;
    private final Path records;
    private final Path temporary;
    private final JavaRuntime java;
    private final ReentrantLock lock = new ReentrantLock();

    /** {@code home} is the images' home; {@code jdk} the JDK that a java runtime is linked from. */
    public HostImages(Images images, Path home, Path jdk) {
        this.images = images;
        this.records = home.resolve("host");
        this.temporary = home.resolve("tmp");
        this.java = new JavaRuntime(images.layers(), records, temporary, jdk);
    }

    /**
     * Packs {@code host:name,name}; a name is looked for in the usual directories, {@code java} means a linked runtime at {@code /opt/java}. The image has no
     * name. NOT_FOUND names a program that is not there and where it was looked for.
     */
    public Image pack(String spec) {
        TreeSet<String> names = names(spec);
        boolean withJava = names.remove(JAVA);
        lock.lock();
        try {
            Files.createDirectories(records);
            Files.createDirectories(temporary);
            List<Digest> layers = new ArrayList<>();
            if (withJava) {
                layers.add(java.layer());
            }
            HostTree tree = plan(names, layers);
            Path record = records.resolve(key(tree, layers));
            Optional<Image> packed = recorded(record);
            if (packed.isPresent()) {
                return packed.get();
            }
            layers.add(write(tree));
            Image image = images.assemble(description(layers, withJava, names));
            replace(record, image.id().value());
            return image;
        } catch (IOException e) {
            throw DiskErrors.of(e, "packing \"" + spec + "\"", records);
        } finally {
            lock.unlock();
        }
    }

    private static TreeSet<String> names(String spec) {
        String list = spec.startsWith(SCHEME) ? spec.substring(SCHEME.length()) : spec;
        TreeSet<String> names = new TreeSet<>();
        Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .forEach(names::add);
        if (names.isEmpty()) {
            throw new JcomposeException(
                    JcomposeException.Kind.INVALID,
                    "\"" + spec + "\" names no program",
                    "write for example host:sh,cat");
        }
        return names;
    }

    private HostTree plan(TreeSet<String> names, List<Digest> layers) throws IOException {
        HostTree tree = new HostTree();
        ProgramClosure closure = new ProgramClosure(PATH, tree);
        for (String name : names) {
            closure.program(name);
        }
        for (Digest runtime : layers) {
            closure.runtime(JavaRuntime.binaries(images.layers().directory(runtime)));
            tree.put("usr/bin/java", new Item.Link("/opt/java/bin/java"));
        }
        surroundings(tree);
        return tree;
    }

    /** What every program may expect: users, names, room for temporary files, places to mount. */
    private static void surroundings(HostTree tree) {
        tree.put("etc/passwd", new Item.Text("""
                        root:x:0:0:root:/root:/bin/sh
                        daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
                        nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
                        """, 0644));
        tree.put("etc/group", new Item.Text("root:x:0:\ndaemon:x:1:\ntty:x:5:\nnogroup:x:65534:\n", 0644));
        tree.put("etc/nsswitch.conf", new Item.Text("passwd: files\ngroup: files\nhosts: files dns\n", 0644));
        for (String folder : List.of("dev", "etc", "home", "proc", "run", "sys", "usr/bin", "var")) {
            tree.put(folder, new Item.Folder(0755));
        }
        tree.put("root", new Item.Folder(0700));
        tree.put("tmp", new Item.Folder(01777));
        tree.put("var/tmp", new Item.Folder(01777));
    }

    /** Changes with every file that would be packed, by its size and time as make(1) judges, and with every link and text. */
    private static String key(HostTree tree, List<Digest> layers) throws IOException {
        StringBuilder text = new StringBuilder("host image 1\n").append(layers).append('\n');
        for (Map.Entry<String, Item> entry : tree.items().entrySet()) {
            text.append(entry.getKey()).append(' ').append(entry.getValue());
            if (entry.getValue() instanceof Item.Copy copy) {
                BasicFileAttributes status = Files.readAttributes(copy.source(), BasicFileAttributes.class);
                text.append(' ')
                        .append(status.size())
                        .append(' ')
                        .append(status.lastModifiedTime())
                        .append(' ')
                        .append(status.fileKey());
            }
            text.append('\n');
        }
        return Hashes.of(text.toString().getBytes(StandardCharsets.UTF_8)).hex();
    }

    private Optional<Image> recorded(Path record) throws IOException {
        return Files.exists(record) ? images.find(Files.readString(record)) : Optional.empty();
    }

    private static void replace(Path record, String text) throws IOException {
        Path next = record.resolveSibling(record.getFileName() + ".new");
        Files.writeString(next, text);
        Files.move(next, record, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Digest write(HostTree tree) throws IOException {
        try (Workspace work = new Workspace(temporary)) {
            TreeWriter.write(tree, work.directory());
            return images.layers().adopt(work.directory());
        }
    }

    private static NewImage description(List<Digest> layers, boolean withJava, TreeSet<String> names) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put(
                "PATH",
                (withJava ? "/opt/java/bin:" : "") + "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        if (withJava) {
            environment.put("JAVA_HOME", "/opt/java");
        }
        List<String> command = names.contains("sh") ? List.of("sh") : List.of();
        ImageConfig config = ImageConfig.of(new ImageProcess(List.of(), command, environment, "/", ""));
        List<NewImage.History> history = new ArrayList<>();
        if (withJava) {
            history.add(new NewImage.History(Optional.empty(), "host:java", "", false));
        }
        history.add(new NewImage.History(Optional.empty(), SCHEME + String.join(",", names), "", false));
        return new NewImage(Machine.platform(), config, layers, history, Optional.empty(), List.of());
    }
}
