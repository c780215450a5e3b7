package io.jcompose.compose.load.yaml;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.parser.Parser;

/**
 * The documents of a stream as the items of one sequence in one document. A composer forgets its anchors at the end of a document, as YAML wants it;
 * docker compose's keeps them to the end of the file, and files count on that.
 */
final class JoinedDocuments implements Parser {
    private final Parser documents;
    private final Deque<Event> ready = new ArrayDeque<>();

    JoinedDocuments(Parser documents) {
        this.documents = documents;
    }

    @Override
    public boolean hasNext() {
        return !ready.isEmpty() || documents.hasNext();
    }

    @Override
    public boolean checkEvent(Event.ID kind) {
        return hasNext() && peekEvent().getEventId() == kind;
    }

    @Override
    public Event peekEvent() {
        fill();
        return ready.element();
    }

    @Override
    public Event next() {
        fill();
        return ready.remove();
    }

    private void fill() {
        while (ready.isEmpty()) {
            Event event = documents.next();
            switch (event.getEventId()) {
                case StreamStart -> {
                    ready.add(event);
                    ready.add(new DocumentStartEvent(false, Optional.empty(), Map.of()));
                    ready.add(new SequenceStartEvent(Optional.empty(), Optional.empty(), true, FlowStyle.BLOCK));
                }
                case DocumentStart, DocumentEnd -> {}
                case StreamEnd -> {
                    ready.add(new SequenceEndEvent());
                    ready.add(new DocumentEndEvent(false));
                    ready.add(event);
                }
                default -> ready.add(event);
            }
        }
    }
}
