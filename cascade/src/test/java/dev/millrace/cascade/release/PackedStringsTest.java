package dev.millrace.cascade.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackedStringsTest {
    private static final List<String> ODD = List.of(
            "",
            "a",
            "ab",
            "b",
            "\u00fcber",
            "uber",
            "\u4e66\u5e97",
            "\ud83d\udc5f",
            "\u007f",
            "\u0080",
            "a\u0000",
            "i9");

    @Test
    void holdsTheStringsItWasGiven() {
        assertThat(PackedStrings.copyOf(ODD)).isEqualTo(ODD).hasSameHashCodeAs(ODD);
        assertThat(PackedStrings.copyOf(List.of())).isEmpty();
    }

    @Test
    void isNotCopiedAgain() {
        PackedStrings packed = PackedStrings.copyOf(ODD);
        assertThat(PackedStrings.copyOf(packed)).isSameAs(packed);
    }

    @Test
    void aStringMatchesWhatItEqualsAndNothingElse() {
        PackedStrings packed = PackedStrings.copyOf(ODD);
        for (int at = 0; at < ODD.size(); at++) {
            for (String other : ODD) {
                assertThat(packed.matches(at, other))
                        .as(ODD.get(at) + " and " + other)
                        .isEqualTo(ODD.get(at).equals(other));
            }
        }
    }

    @Test
    void holdsManyStringsOfAnyLengthAndLetters() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> strings = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            strings.add(random.ints(random.nextInt(i % 100 == 0 ? 5_000 : 12), 32, i % 3 == 0 ? 0xd7ff : 127)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString());
        }
        PackedStrings packed = PackedStrings.copyOf(strings);
        assertThat(packed).as("seed " + seed).isEqualTo(strings);
        for (int i = 1; i < strings.size(); i++) {
            assertThat(packed.matches(i, strings.get(i))).as("seed " + seed).isTrue();
            assertThat(packed.matches(i, strings.get(i - 1)))
                    .as("seed " + seed)
                    .isEqualTo(strings.get(i).equals(strings.get(i - 1)));
        }
    }
}
