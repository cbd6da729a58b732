package dev.millrace.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.json.JsonReader;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.synthetic.ShopOptions;
import dev.millrace.datasets.synthetic.SyntheticShop;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RequestMixTest {
    private static final Dataset SHOP = SyntheticShop.generate(new ShopOptions(500, 300, 9000, 1));

    private static List<Planned> draw(MixShares shares, long seed) {
        return RequestMix.draw(Shoppers.of(SHOP), shares, 20, 1000, seed);
    }

    private static JsonObject body(Planned request) {
        String text = new String(request.bytes(), StandardCharsets.UTF_8);
        String body = text.substring(text.indexOf("\r\n\r\n") + 4);
        assertThat(text).startsWith("POST /v1/recommend HTTP/1.1\r\n").contains("Content-Length: " + body.length());
        return JsonReader.parse(body);
    }

    @Test
    void everyKindOfRequestComesInItsShareAndCarriesWhatItShould() {
        int[] kinds = new int[Planned.Kind.values().length];
        int filtered = 0;
        for (Planned request : draw(new MixShares(50, 30, 20, 40), 1)) {
            JsonObject body = body(request);
            kinds[request.kind().ordinal()]++;
            filtered += body.has("filter") ? 1 : 0;
            assertThat(body.has("userId")).isEqualTo(request.kind() == Planned.Kind.KNOWN);
            assertThat(body.has("history")).isEqualTo(request.kind() == Planned.Kind.HISTORY);
            assertThat(body.objects("history")).hasSizeLessThanOrEqualTo(100);
            assertThat(body.int32("numResults")).isEqualTo(20);
        }
        assertThat(kinds[Planned.Kind.KNOWN.ordinal()]).isBetween(430, 570);
        assertThat(kinds[Planned.Kind.HISTORY.ordinal()]).isBetween(230, 370);
        assertThat(kinds[Planned.Kind.COLD.ordinal()]).isBetween(130, 270);
        assertThat(filtered).isBetween(330, 470);
    }

    @Test
    void historiesAreThoseOfTheDataSet() {
        Planned request = draw(new MixShares(0, 100, 0, 0), 1).getFirst();
        List<JsonObject> history = body(request).objects("history");
        assertThat(history).isNotEmpty();
        assertThat(history).allSatisfy(event -> {
            assertThat(SHOP.items().ordinal(event.string("itemId"))).isNotNegative();
            assertThat(SHOP.items().schema().eventType(event.string("type"))).isNotNegative();
            assertThat(event.integer("timestamp")).isPositive();
        });
    }

    @Test
    void filtersUseTheFieldsOfTheSchema() {
        assertThat(draw(new MixShares(100, 0, 0, 100), 1))
                .allSatisfy(
                        request -> assertThat(body(request).string("filter"))
                                .matches(
                                        "category:\"[a-z-]+\"( AND price:\\[[0-9.]+ TO [0-9.]+])?|price:\\[[0-9.]+ TO [0-9.]+]"));
    }

    @Test
    void theSameSeedDrawsTheSameRequests() {
        assertThat(draw(MixShares.DEFAULT, 5).stream().map(Planned::bytes).toList())
                .containsExactlyElementsOf(
                        draw(MixShares.DEFAULT, 5).stream().map(Planned::bytes).toList());
        assertThat(draw(MixShares.DEFAULT, 5).stream()
                        .map(request -> body(request).toString())
                        .toList())
                .isNotEqualTo(draw(MixShares.DEFAULT, 6).stream()
                        .map(request -> body(request).toString())
                        .toList());
    }

    @Test
    void sharesThatMakeNoWholeAreRefused() {
        assertThat(MixShares.parse("known=60,history=25,cold=15,filter=30")).isEqualTo(MixShares.DEFAULT);
        assertThat(MixShares.parse("cold=100")).isEqualTo(new MixShares(0, 0, 100, 0));
        assertThatThrownBy(() -> MixShares.parse("known=60")).hasMessageContaining("known=60,history=0,cold=0");
        assertThatThrownBy(() -> MixShares.parse("known=60,warm=40")).hasMessageContaining("'warm=40'");
        assertThatThrownBy(() -> MixShares.parse("cold=100,filter=101")).hasMessageContaining("filter=101");
    }
}
