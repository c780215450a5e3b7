package io.jcompose.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RecurringSerializerTest {
    record Inner(String text, Map<String, List<Integer>> numbers) {}

    record Outer(int before, Inner inner, String after) {}

    /** Equal by its number; counts how often it is looked at. */
    static final class Counted {
        private final int number;
        private final AtomicInteger looks;

        Counted(int number, AtomicInteger looks) {
            this.number = number;
            this.looks = looks;
        }

        public int getNumber() {
            looks.incrementAndGet();
            return number;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Counted counted && counted.number == number;
        }

        @Override
        public int hashCode() {
            return number;
        }
    }

    @Test
    void writesWhatIsWrittenWithoutIt() {
        Json plain = new Json(List.of(), List.of(), List.of());
        Json recurring = new Json(List.of(), List.of(), List.of(Inner.class));

        for (String text : List.of("a", "b\"\\\u00e4\n\ud83d\ude00", "a")) {
            Outer outer = new Outer(1, new Inner(text, Map.of("n", List.of(1, 2))), "end");

            assertThat(recurring.write(outer)).isEqualTo(plain.write(outer));
            assertThat(recurring.write(outer.inner())).isEqualTo(plain.write(outer.inner()));
            assertThat(recurring.write(List.of(outer, outer))).isEqualTo(plain.write(List.of(outer, outer)));
            assertThat(recurring.read(recurring.write(outer), Outer.class)).isEqualTo(outer);
        }
    }

    @Test
    void writesAnEqualValueOutOfMemory() {
        Json json = new Json(List.of(), List.of(), List.of(Counted.class));
        AtomicInteger looks = new AtomicInteger();

        for (int i = 0; i < 3; i++) {
            assertThat(json.write(Map.of("it", new Counted(5, looks)))).isEqualTo("{\"it\":{\"number\":5}}");
        }

        assertThat(looks).hasValue(1);
    }

    @Test
    void forgetsWhatWasNotWrittenForLong() {
        Json json = new Json(List.of(), List.of(), List.of(Counted.class));
        AtomicInteger looks = new AtomicInteger();
        for (int number = 0; number <= RecurringSerializer.KEPT; number++) {
            json.write(new Counted(number, looks));
        }
        looks.set(0);

        assertThat(json.write(new Counted(RecurringSerializer.KEPT, looks)))
                .isEqualTo("{\"number\":" + RecurringSerializer.KEPT + "}");
        assertThat(looks).hasValue(0);
        assertThat(json.write(new Counted(0, looks))).isEqualTo("{\"number\":0}");
        assertThat(looks).hasValue(1);
    }
}
