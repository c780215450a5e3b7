package io.jcompose.compose.load.yaml;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.complaint.ComposeFileException;
import io.jcompose.compose.load.tree.Node;
import io.jcompose.compose.load.tree.Node.Member;
import io.jcompose.compose.load.tree.TreePath;
import io.jcompose.compose.model.SourceMark;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.NodeType;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Turns the nodes of one document into a tree: aliases copied, merge keys applied, tags noted. */
final class TreeBuilder {
    /** More nodes than any real file has; what grows beyond it is an alias bomb. */
    private static final int NODE_LIMIT = 500_000;

    private static final int DEPTH_LIMIT = 200;
    private static final String RESET = "!reset";
    private static final String OVERRIDE = "!override";
    private static final String MERGE = "<<";

    private final String file;
    private final List<List<String>> resets = new ArrayList<>();
    private final List<Complaint> complaints = new ArrayList<>();
    private final Set<org.snakeyaml.engine.v2.nodes.Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private int visited;

    TreeBuilder(String file) {
        this.file = file;
    }

    Document build(org.snakeyaml.engine.v2.nodes.Node root) {
        Node tree = node(root, TreePath.ROOT);
        if (!complaints.isEmpty()) {
            throw new ComposeFileException(complaints);
        }
        return new Document(tree == null ? new Node.Scalar(null, mark(root)) : tree, resets);
    }

    private @Nullable Node node(org.snakeyaml.engine.v2.nodes.Node node, TreePath path) {
        if (++visited > NODE_LIMIT) {
            throw refused(node, path, "aliases make this document grow beyond " + NODE_LIMIT + " values");
        }
        String tag = node.getTag().getValue();
        if (tag.equals(RESET)) {
            resets.add(path.segments());
            return null;
        }
        if (tag.equals(OVERRIDE)) {
            resets.add(path.segments());
        }
        if (node instanceof ScalarNode scalar) {
            return scalar(scalar, tag, path);
        }
        if (!open.add(node)) {
            throw refused(node, path, "an alias refers to the value that contains it");
        }
        if (open.size() > DEPTH_LIMIT) {
            throw refused(node, path, "nested deeper than " + DEPTH_LIMIT + " levels");
        }
        try {
            return node instanceof MappingNode mapping ? mapping(mapping, path) : sequence((SequenceNode) node, path);
        } finally {
            open.remove(node);
        }
    }

    /** The library tags plain scalars by its own rules; only a tag that was written in the file counts here. */
    private Node scalar(ScalarNode scalar, String tag, TreePath path) {
        try {
            Object value = scalar.isPlain() && !wroteTag(scalar)
                    ? ScalarValues.ofPlain(scalar.getValue())
                    : ScalarValues.ofTagged(tag, scalar.getValue(), scalar.isPlain());
            return new Node.Scalar(value, mark(scalar));
        } catch (IllegalArgumentException e) {
            complaints.add(Complaint.of(mark(scalar), path.toString(), "what is tagged !!binary is not base64"));
            return new Node.Scalar(scalar.getValue(), mark(scalar));
        }
    }

    /** A written tag starts before the text: the node's extent is longer than the text. */
    private static boolean wroteTag(ScalarNode scalar) {
        if (scalar.getStartMark().isEmpty() || scalar.getEndMark().isEmpty()) {
            return false;
        }
        Mark start = scalar.getStartMark().get();
        int at = start.getPointer();
        int[] buffer = start.getBuffer();
        return at >= 0 && at < buffer.length && buffer[at] == '!';
    }

    private Node sequence(SequenceNode sequence, TreePath path) {
        List<Node> items = new ArrayList<>();
        int position = 0;
        for (org.snakeyaml.engine.v2.nodes.Node item : sequence.getValue()) {
            Node built = node(item, path.item(position++));
            if (built != null) {
                items.add(built);
            }
        }
        return new Node.Sequence(items, mark(sequence));
    }

    private Node mapping(MappingNode mapping, TreePath path) {
        Map<String, Member> own = new LinkedHashMap<>();
        Map<String, SourceMark> seen = new LinkedHashMap<>();
        List<Node.Mapping> merged = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = key(tuple.getKeyNode(), path);
            SourceMark place = mark(tuple.getKeyNode());
            SourceMark earlier = seen.putIfAbsent(key, place);
            if (earlier != null) {
                complaints.add(Complaint.of(
                        place,
                        path.child(key).toString(),
                        "\"" + key + "\" is already given at line " + earlier.line()
                                + ", a key can stand only once in a mapping"));
                continue;
            }
            if (isMerge(tuple.getKeyNode())) {
                merge(tuple.getValueNode(), path, merged);
                continue;
            }
            Node value = node(tuple.getValueNode(), path.child(key));
            if (value != null) {
                own.put(key, new Member(place, value));
            }
        }
        for (Node.Mapping base : merged) {
            base.members().forEach(own::putIfAbsent);
        }
        return new Node.Mapping(own, mark(mapping));
    }

    private static boolean isMerge(org.snakeyaml.engine.v2.nodes.Node key) {
        return key instanceof ScalarNode scalar
                && scalar.isPlain()
                && scalar.getValue().equals(MERGE);
    }

    private void merge(org.snakeyaml.engine.v2.nodes.Node value, TreePath path, List<Node.Mapping> into) {
        if (value.getNodeType() == NodeType.SEQUENCE) {
            for (org.snakeyaml.engine.v2.nodes.Node item : ((SequenceNode) value).getValue()) {
                mergeOne(item, path, into);
            }
            return;
        }
        mergeOne(value, path, into);
    }

    private void mergeOne(org.snakeyaml.engine.v2.nodes.Node value, TreePath path, List<Node.Mapping> into) {
        if (node(value, path) instanceof Node.Mapping mapping) {
            into.add(mapping);
            return;
        }
        complaints.add(Complaint.of(
                        mark(value), path.child(MERGE).toString(), "a merge key needs a mapping or a list of mappings")
                .withSuggestion("write `<<: *name` with an anchor `&name` on a mapping"));
    }

    private String key(org.snakeyaml.engine.v2.nodes.Node node, TreePath path) {
        if (node instanceof ScalarNode scalar) {
            Object value = scalar(scalar, scalar.getTag().getValue(), path) instanceof Node.Scalar s ? s.value() : null;
            if (!(value instanceof String)) {
                complaints.add(
                        Complaint.of(mark(node), path.toString(), "the key " + scalar.getValue() + " is not a string")
                                .withSuggestion("put it in quotes: \"" + scalar.getValue() + "\""));
            }
            return scalar.getValue();
        }
        complaints.add(Complaint.of(mark(node), path.toString(), "a key must be a string, not a list or a mapping"));
        return "?" + visited;
    }

    private SourceMark mark(org.snakeyaml.engine.v2.nodes.Node node) {
        return node.getStartMark()
                .map(m -> new SourceMark(file, m.getLine() + 1, m.getColumn() + 1))
                .orElse(new SourceMark(file, 0, 0));
    }

    private ComposeFileException refused(org.snakeyaml.engine.v2.nodes.Node node, TreePath path, String message) {
        List<Complaint> all = new ArrayList<>(complaints);
        all.add(Complaint.of(mark(node), path.toString(), message));
        return new ComposeFileException(all);
    }
}
