package io.jcompose.compose.load.canonical;

import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Mapping;
import io.jcompose.compose.load.tree.Node.Member;
import io.jcompose.compose.load.tree.Node.Scalar;
import io.jcompose.compose.model.SourceMark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The short syntax of a service's volumes: {@code [SOURCE:]TARGET[:OPTIONS]}. */
public final class VolumeSyntax {
    private static final Set<String> PROPAGATIONS =
            Set.of("rprivate", "private", "rshared", "shared", "rslave", "slave");

    private VolumeSyntax() {}

    /** Where a volume in short syntax is mounted; for an unreadable one the text itself. */
    public static String target(String spec) {
        try {
            return parts(spec).get(spec.length() > 2 && parts(spec).size() > 1 ? 1 : 0);
        } catch (SyntaxException e) {
            return spec;
        }
    }

    static Mapping parse(String spec, SourceMark mark) throws SyntaxException {
        List<String> parts = parts(spec);
        Map<String, Member> out = new LinkedHashMap<>();
        if (spec.length() <= 2) {
            put(out, "type", "volume", mark);
            put(out, "target", spec, mark);
            return new Mapping(out, mark);
        }
        String source = parts.size() > 1 ? parts.get(0) : "";
        String target = parts.size() > 1 ? parts.get(1) : parts.get(0);
        Map<String, Member> bind = new LinkedHashMap<>();
        Map<String, Member> volume = new LinkedHashMap<>();
        boolean hasBind = isFilePath(source);
        boolean hasVolume = !hasBind;
        boolean readOnly = false;
        for (String option : parts.size() > 2 ? parts.get(2).split(",", -1) : new String[0]) {
            switch (option) {
                case "ro" -> readOnly = true;
                case "rw" -> readOnly = false;
                case "nocopy" -> {
                    hasVolume = true;
                    volume.put("nocopy", new Member(mark, Scalar.of(true, mark)));
                }
                case "z", "Z" -> {
                    hasBind = true;
                    put(bind, "selinux", option, mark);
                }
                default -> {
                    if (PROPAGATIONS.contains(option)) {
                        hasBind = true;
                        put(bind, "propagation", option, mark);
                    }
                }
            }
        }
        put(out, "type", isFilePath(source) ? "bind" : "volume", mark);
        if (!source.isEmpty()) {
            put(out, "source", source, mark);
        }
        put(out, "target", cleaned(target), mark);
        if (readOnly) {
            out.put("read_only", new Member(mark, Scalar.of(true, mark)));
        }
        if (hasBind) {
            if (isFilePath(source)) {
                bind.put("create_host_path", new Member(mark, Scalar.of(true, mark)));
            }
            out.put("bind", new Member(mark, new Mapping(bind, mark)));
        }
        if (hasVolume) {
            out.put("volume", new Member(mark, new Mapping(volume, mark)));
        }
        return new Mapping(out, mark);
    }

    private static void put(Map<String, Member> members, String key, String value, SourceMark mark) {
        members.put(key, new Member(mark, (Node) Scalar.of(value, mark)));
    }

    /** One to three parts, split at colons that are neither a Windows drive's nor within a variable. */
    private static List<String> parts(String spec) throws SyntaxException {
        if (spec.isEmpty()) {
            throw new SyntaxException("the volume is empty");
        }
        if (spec.length() <= 2) {
            return List.of(spec);
        }
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        int braces = 0;
        for (int i = 0; i < spec.length(); i++) {
            char c = spec.charAt(i);
            if (c == '$' && i + 1 < spec.length() && spec.charAt(i + 1) == '{') {
                braces++;
            } else if (c == '}' && braces > 0) {
                braces--;
            }
            boolean drive = part.length() == 1 && Character.isLetter(part.charAt(0));
            if (c == ':' && braces == 0 && !drive) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        if (parts.stream().anyMatch(String::isEmpty)) {
            throw new SyntaxException("invalid volume \"" + spec + "\": empty section between colons");
        }
        if (parts.size() > 3) {
            throw new SyntaxException("invalid volume \"" + spec + "\": too many colons");
        }
        return parts;
    }

    private static boolean isFilePath(String source) {
        if (source.isEmpty()) {
            return false;
        }
        char first = source.charAt(0);
        return first == '.'
                || first == '/'
                || first == '~'
                || source.startsWith("\\\\")
                || (source.length() > 1 && Character.isLetter(first) && source.charAt(1) == ':');
    }

    private static String cleaned(String target) {
        return SlashPath.clean(target);
    }
}
