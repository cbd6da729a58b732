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
    void comparesAsStringsDo() {
        PackedStrings packed = PackedStrings.copyOf(ODD);
        for (int at = 0; at < ODD.size(); at++) {
            for (String other : ODD) {
                assertThat(Integer.signum(packed.compare(at, other)))
                        .as(ODD.get(at) + " and " + other)
                        .isEqualTo(Integer.signum(ODD.get(at).compareTo(other)));
            }
        }
    }

    @Test
    void findsWhatAscendsAndNothingElse() {
        List<String> sorted = ODD.stream().sorted().toList();
        PackedStrings packed = PackedStrings.copyOf(sorted);
        for (int at = 0; at < sorted.size(); at++) {
            assertThat(packed.search(sorted.get(at))).isEqualTo(at);
            assertThat(packed.search(sorted.get(at) + "\u0001")).isNegative();
        }
        assertThat(PackedStrings.copyOf(List.of()).search("a")).isNegative();
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
            assertThat(packed.compare(i, strings.get(i))).as("seed " + seed).isZero();
            assertThat(Integer.signum(packed.compare(i, strings.get(i - 1))))
                    .as("seed " + seed)
                    .isEqualTo(Integer.signum(strings.get(i).compareTo(strings.get(i - 1))));
        }
    }
}
