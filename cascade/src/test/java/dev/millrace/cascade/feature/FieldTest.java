package dev.millrace.cascade.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FieldTest {
    private static final String LONGEST = "a234567890123456789012345678901234567890123456789012345678901234";

    private static Field named(String name) {
        return new Field(name, Field.Type.TEXT, Field.Role.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "Z", "firstSold", "price_2", LONGEST})
    void aNameIsALetterThenLettersDigitsOrUnderscores(String name) {
        assertThat(named(name).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "_a", "2a", "a b", "a-b", "a\n", "größe", "日", LONGEST + "5"})
    void anotherNameIsRefused(String name) {
        assertThatThrownBy(() -> named(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("field name: '" + name + "' (expected: a letter");
    }
}
