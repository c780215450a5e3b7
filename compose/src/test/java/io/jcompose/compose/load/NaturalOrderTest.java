package io.jcompose.compose.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NaturalOrderTest {
    /** Each as docker compose 2.40 orders these keys of a mapping. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "REDIS_PORT REDISPASS",
                "a1 a2 a10 a010 ab",
                "a-b a.b a_b ab",
                "A B a b",
                "1 2 10 a",
                "v1a v1.2 v1_2 v2",
                "x x0 x00 x1 x01 x10 x010",
                "x100 x1000 x1001 x1010",
                "SNAT_TO SNAT6_TO",
                "é ü"
            })
    void ordersAsGoDoes(String keys) {
        List<String> ordered = List.of(keys.split(" "));
        List<String> shuffled = new ArrayList<>(ordered);
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(shuffled, new Random(seed));
            shuffled.sort(new NaturalOrder());
            assertThat(shuffled).isEqualTo(ordered);
        }
    }
}
