package dev.millrace.cascade.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void randomDocumentsComeBackAsTheyWereWritten(long seed) {
        Random random = new Random(seed);
        for (int trial = 0; trial < 200; trial++) {
            String text = object(random, 4).toString();
            assertThat(JsonReader.parse(text).toString()).as("seed " + seed).isEqualTo(text);
        }
    }

    private static JsonObject object(Random random, int depth) {
        JsonObject object = new JsonObject();
        for (int i = random.nextInt(5); i > 0; i--) {
            object.put(string(random), value(random, depth));
        }
        return object;
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> string(random);
            case 1 -> random.nextBoolean();
            case 2 -> random.nextInt();
            case 3 -> 0.1 * random.nextLong();
            case 4 -> object(random, depth - 1);
            default -> list(random, depth);
        };
    }

    private static List<Object> list(Random random, int depth) {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(value(random, depth - 1));
        }
        return list;
    }

    /** Any chars, lone surrogates and control characters among them. */
    private static String string(Random random) {
        StringBuilder string = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            string.append((char) (random.nextBoolean() ? random.nextInt(128) : random.nextInt(1 << 16)));
        }
        return string.toString();
    }

    @Test
    void everyNumberComesBackToTheBit() {
        Random random = new Random(9);
        for (int trial = 0; trial < 5000; trial++) {
            double number = trial == 0 ? -0.0 : Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(number)) {
                String text = new JsonObject().put("n", number).toString();
                assertThat(Double.doubleToRawLongBits(JsonReader.parse(text).number("n")))
                        .as(text)
                        .isEqualTo(Double.doubleToRawLongBits(number));
            }
        }
    }

    @Test
    void membersAreReadByTheirTypes() {
        JsonObject object = JsonReader.parse("""
                {"s": "a\\u00e9\\n\\"", "n": -1.5e2, "i": 3, "b": true, "nothing": null, "empty": {}, "list": [1, 2],
                 "words": ["x", "y"], "objects": [{"a": 1}, {}], "none": [ ]}""");
        assertThat(object.string("s")).isEqualTo("a\u00e9\n\"");
        assertThat(object.optionalString("s")).contains("a\u00e9\n\"");
        assertThat(object.optionalString("nothing")).isEmpty();
        assertThat(object.number("n")).isEqualTo(-150);
        assertThat(object.number("absent", 7)).isEqualTo(7);
        assertThat(object.int32("i")).isEqualTo(3);
        assertThat(object.integer("n")).isEqualTo(-150);
        assertThat(object.bool("b", false)).isTrue();
        assertThat(object.bool("absent", true)).isTrue();
        assertThat(object.has("nothing")).isFalse();
        assertThat(object.object("empty").names()).isEmpty();
        assertThat(object.numbers("list")).containsExactly(1.0, 2.0);
        assertThat(object.strings("words")).containsExactly("x", "y");
        assertThat(object.objects("objects")).hasSize(2);
        assertThat(object.strings("none")).isEmpty();
        assertThat(object.strings("absent")).isEmpty();
    }

    @Test
    void aMemberOfAnotherTypeIsRefusedByName() {
        JsonObject object = JsonReader.parse("{\"text\": \"a\", \"half\": 0.5, \"large\": 3e9, \"mixed\": [1, \"a\"]}");
        assertThatThrownBy(() -> object.number("text")).hasMessage("text: a (expected: a number)");
        assertThatThrownBy(() -> object.string("half")).hasMessage("half: 0.5 (expected: a string)");
        assertThatThrownBy(() -> object.string("absent")).hasMessage("absent: missing (expected: a string)");
        assertThatThrownBy(() -> object.integer("half")).hasMessageContaining("half: 0.5 (expected: a whole number)");
        assertThatThrownBy(() -> object.int32("large")).hasMessageContaining("large: 3000000000");
        assertThatThrownBy(() -> object.strings("mixed")).hasMessageContaining("mixed");
        assertThatThrownBy(() -> object.object("text")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> object.bool("text", true)).isInstanceOf(JsonException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "1",
                "\"a\"",
                "{",
                "}",
                "{]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\" 1}",
                "{a: 1}",
                "{'a': 1}",
                "{\"a\": 1,}",
                "{,}",
                "{\"a\": 1 \"b\": 2}",
                "{\"a\": 1} x",
                "{\"a\": 1}{}",
                "{\"a\": 1, \"a\": 2}",
                "{\"a\": null, \"a\": 2}",
                "{\"a\": 2, \"a\": null}",
                "{\"a\": null, \"a\": null}",
                "{\"a\": [1,]}",
                "{\"a\": [,]}",
                "{\"a\": [1 2]}",
                "{\"a\": [null]}",
                "{\"a\": [1}",
                "{\"a\": 01}",
                "{\"a\": -01}",
                "{\"a\": +1}",
                "{\"a\": .5}",
                "{\"a\": 1.}",
                "{\"a\": 1e}",
                "{\"a\": 1e+}",
                "{\"a\": -}",
                "{\"a\": 0x10}",
                "{\"a\": 1f}",
                "{\"a\": 1e400}",
                "{\"a\": NaN}",
                "{\"a\": Infinity}",
                "{\"a\": \u0661}",
                "{\"a\": tru}",
                "{\"a\": True}",
                "{\"a\": truer}",
                "{\"a\": nul}",
                "{\"a\": \"}",
                "{\"a\": \"\n\"}",
                "{\"a\": \"\u0000\"}",
                "{\"a\": \"\\x\"}",
                "{\"a\": \"\\u12\"}",
                "{\"a\": \"\\u12g4\"}",
                "{\"a\": \"\\u-123\"}",
                "{\"a\": \"\\u\uff11\uff11\uff11\uff11\"}",
                "{\"a\": \"\\",
                "{\"a\": 1 /* one */}",
                "{\"a\": 1} // end",
                "\ufeff{\"a\": 1}",
                "{\"a\":\u00a01}",
                "{\"a\":\f1}",
                "{true: 1}",
                "{1: 1}"
            })
    void whatIsNotOneJsonObjectIsRefused(String text) {
        assertThatThrownBy(() -> JsonReader.parse(text)).isInstanceOf(JsonException.class);
    }

    @Test
    void anythingBeyondThirtyTwoLevelsIsRefusedWithoutExhaustingTheStack() {
        String deepest = "{\"a\":".repeat(31) + "[]" + "}".repeat(31);
        assertThat(JsonReader.parse(deepest).has("a")).isTrue();
        for (String text : List.of("{\"a\":" + deepest + "}", "{\"a\":" + "[".repeat(1_000_000))) {
            assertThatThrownBy(() -> JsonReader.parse(text))
                    .isInstanceOf(JsonException.class)
                    .hasMessageContaining("32 levels");
        }
    }

    @Test
    void damagedDocumentsAreReadOrRefusedAndNothingElse() {
        String good = "{\"a\": [1.5e3, true, {\"b\": \"\\u00e9\\n\"}], \"c\": null, \"d\": -0}";
        Random random = new Random(4);
        int refused = 0;
        for (int trial = 0; trial < 5000; trial++) {
            StringBuilder bad = new StringBuilder(good);
            bad.setCharAt(random.nextInt(good.length()), (char) random.nextInt(128));
            bad.setLength(random.nextBoolean() ? good.length() : random.nextInt(good.length()));
            try {
                JsonReader.parse(bad.toString());
            } catch (JsonException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(2500);
    }

    @Test
    void aNumberThatJsonDoesNotKnowIsNotWritten() {
        for (double number : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            JsonObject object = new JsonObject().put("n", number);
            assertThatThrownBy(object::toString).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
