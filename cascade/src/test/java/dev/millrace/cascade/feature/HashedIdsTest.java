package dev.millrace.cascade.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.release.PackedStrings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HashedIdsTest {
    @Test
    void findsEveryIdAndNoOther() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Set<String> distinct = new LinkedHashSet<>();
        while (distinct.size() < 20_000) {
            distinct.add(Integer.toString(random.nextInt(), 36) + (random.nextInt(9) == 0 ? "\u00e9" : ""));
        }
        List<String> ids = new ArrayList<>(distinct);
        HashedIds hashed = new HashedIds(PackedStrings.copyOf(ids));
        assertThat(hashed.size()).isEqualTo(ids.size());
        for (int item = 0; item < ids.size(); item++) {
            assertThat(hashed.ordinal(ids.get(item))).as("seed " + seed).isEqualTo(item);
            assertThat(hashed.id(item)).isEqualTo(ids.get(item));
            assertThat(hashed.ordinal(ids.get(item) + "x")).as("seed " + seed).isEqualTo(-1);
        }
    }

    @Test
    void tellsIdsOfOneHashApart() {
        HashedIds hashed = new HashedIds(PackedStrings.copyOf(List.of("AaAa", "BBBB", "AaBB")));
        assertThat(List.of("AaAa", "BBBB", "AaBB", "BBAa")).allMatch(id -> id.hashCode() == "AaAa".hashCode());
        assertThat(hashed.ordinal("BBBB")).isEqualTo(1);
        assertThat(hashed.ordinal("AaBB")).isEqualTo(2);
        assertThat(hashed.ordinal("BBAa")).isEqualTo(-1);
    }

    @Test
    void anEmptyCatalogueHasNoId() {
        assertThat(new HashedIds(PackedStrings.copyOf(List.of())).ordinal("")).isEqualTo(-1);
    }

    @Test
    void anIdThatIsListedTwiceIsRefused() {
        assertThatThrownBy(() -> new HashedIds(PackedStrings.copyOf(List.of("a", "b", "a"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("item id a: listed twice");
    }
}
