package io.jcompose.engine.build.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Says in words why a step has to run: what differs from the last time. */
final class MissReason {
    private static final int NAMED = 3;

    private MissReason() {}

    static String between(Map<String, String> last, Map<String, String> now) {
        for (String decisive : List.of(StepKey.INSTRUCTION, StepKey.BASE, StepKey.EARLIER)) {
            if (!now.getOrDefault(decisive, "").equals(last.getOrDefault(decisive, ""))) {
                return decisive + " changed";
            }
        }
        List<String> changes = new ArrayList<>();
        now.forEach((name, value) -> {
            if (!last.containsKey(name)) {
                changes.add(name + " added");
            } else if (!value.equals(last.get(name))) {
                changes.add(name + " changed");
            }
        });
        last.keySet().stream().filter(name -> !now.containsKey(name)).forEach(name -> changes.add(name + " removed"));
        if (changes.isEmpty()) {
            return "its result is no longer there";
        }
        String named = String.join(", ", changes.subList(0, Math.min(NAMED, changes.size())));
        return changes.size() > NAMED ? named + " and " + (changes.size() - NAMED) + " more" : named;
    }
}
