package io.jcompose.engine.build.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MissReasonTest {
    private static Map<String, String> inputs(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }

    @Test
    void namesTheFirstThingThatDecides() {
        Map<String, String> last = inputs("instruction", "RUN a", "base image", "1", "file a", "1");
        assertThat(MissReason.between(last, inputs("instruction", "RUN b", "base image", "2", "file a", "2")))
                .isEqualTo("instruction changed");
        assertThat(MissReason.between(last, inputs("instruction", "RUN a", "base image", "2", "file a", "2")))
                .isEqualTo("base image changed");
    }

    @Test
    void namesWhatChangedCameAndWentAndCountsTheRest() {
        Map<String, String> last = inputs("file a", "1", "file b", "1", "file gone", "1", "file d", "1");
        Map<String, String> now = inputs("file a", "2", "file b", "1", "file new", "1", "file d", "2");
        assertThat(MissReason.between(last, now))
                .isEqualTo("file a changed, file new added, file d changed and 1 more");
    }

    @Test
    void saysThatTheResultIsGoneWhenNothingDiffers() {
        assertThat(MissReason.between(inputs("file a", "1"), inputs("file a", "1")))
                .isEqualTo("its result is no longer there");
    }

    @Test
    void keysDifferWhenNamesAndValuesAreCutElsewhere() {
        assertThat(new StepKey(inputs("a", "bc")).digest()).isNotEqualTo(new StepKey(inputs("ab", "c")).digest());
    }
}
