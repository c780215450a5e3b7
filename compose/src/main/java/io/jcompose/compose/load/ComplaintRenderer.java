package io.jcompose.compose.load;

import io.jcompose.compose.complaint.Complaint;
import io.jcompose.compose.load.tree.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prints complaints as data, for editors and other programs. */
public final class ComplaintRenderer {
    private ComplaintRenderer() {}

    /**
     * A JSON list in the order of the complaints, with a newline at the end. Each has {@code file}, {@code line} and {@code column} (from 1; all three missing
     * where there is no place), {@code path} and {@code message}; where there is one {@code snippet} (the line of the file), {@code hint} and
     * {@code chain} (the includes and extends by which the place was reached, the outermost first).
     */
    public static String json(List<Complaint> complaints) {
        return Json.pretty(complaints.stream().map(ComplaintRenderer::members).toList()) + "\n";
    }

    private static Map<String, Object> members(Complaint complaint) {
        Map<String, Object> out = new LinkedHashMap<>();
        if (complaint.mark().isKnown()) {
            out.put("file", complaint.mark().file());
            out.put("line", (long) complaint.mark().line());
            out.put("column", (long) complaint.mark().column());
        }
        out.put("path", complaint.path());
        out.put("message", complaint.message());
        complaint.sourceLine().ifPresent(line -> out.put("snippet", line));
        complaint.suggestion().ifPresent(hint -> out.put("hint", hint));
        if (!complaint.chain().isEmpty()) {
            out.put("chain", complaint.chain());
        }
        return out;
    }
}
