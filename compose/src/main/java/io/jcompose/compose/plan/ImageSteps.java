package io.jcompose.compose.plan;

import io.jcompose.compose.plan.Wanted.ImageSupply;
import java.util.List;
import java.util.Map;

/** Pulls and builds, each image once, however many services use it. */
final class ImageSteps {
    private final Wanted wanted;
    private final PlanBuilder plan;
    private final Ready ready;

    ImageSteps(Wanted wanted, PlanBuilder plan, Ready ready) {
        this.wanted = wanted;
        this.plan = plan;
        this.ready = ready;
    }

    void add(Map<String, List<Decision>> decided) {
        List<String> making = decided.entrySet().stream()
                .filter(entry -> entry.getValue().stream()
                        .anyMatch(d -> d instanceof Decision.Create || d instanceof Decision.Recreate))
                .map(Map.Entry::getKey)
                .toList();
        making.forEach(service -> add(service, wanted.service(service).image()));
        // after all others: what a service shows may be what another one builds
        making.forEach(service -> wanted.service(service).shown().forEach(shown -> add(service, shown)));
    }

    private void add(String service, ImageSupply supply) {
        String thing = Ready.image(supply.name());
        if (!ready.of(thing).isEmpty()) {
            return;
        }
        switch (supply) {
            case ImageSupply.Here _ -> {}
            case ImageSupply.ToPull pull ->
                ready.add(thing, plan.add(new Action.PullImage(pull.name(), service), pull.cause(), List.of()));
            case ImageSupply.ToBuild build ->
                ready.add(thing, plan.add(new Action.BuildImage(build.name(), service), build.cause(), List.of()));
        }
    }
}
