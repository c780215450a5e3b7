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
        decided.forEach((service, decisions) -> {
            boolean makes =
                    decisions.stream().anyMatch(d -> d instanceof Decision.Create || d instanceof Decision.Recreate);
            ImageSupply supply = wanted.service(service).image();
            String thing = Ready.image(supply.name());
            if (makes && ready.of(thing).isEmpty()) {
                switch (supply) {
                    case ImageSupply.Here _ -> {}
                    case ImageSupply.ToPull pull ->
                        ready.add(thing, plan.add(new Action.PullImage(pull.name(), service), pull.cause(), List.of()));
                    case ImageSupply.ToBuild build ->
                        ready.add(
                                thing,
                                plan.add(new Action.BuildImage(build.name(), service), build.cause(), List.of()));
                }
            }
        });
    }
}
