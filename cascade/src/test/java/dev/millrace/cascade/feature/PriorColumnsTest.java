package dev.millrace.cascade.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Tier;
import dev.millrace.cascade.json.JsonReader;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PriorColumnsTest {
    @Test
    void readsScoresAndFeaturesByName() {
        Candidates candidates = new Candidates();
        candidates.add(4, 1, 0.5f);
        candidates.add(9, 1, 0.25f);
        candidates.lift(1, Tier.RERANK, 3f);
        float[] features = candidates.allocateFeatures(2);
        features[0] = 10;
        features[1] = 11;
        features[2] = 12;
        features[3] = 13;
        PriorColumns columns = PriorColumns.of(List.of("rerank", "price", "retrieve"), List.of("age", "price"));
        float[] out = new float[7];
        columns.write(candidates, 1, out, 1);
        assertThat(out).containsExactly(0, 3, 13, 0.25f, 0, 0, 0);
        columns.write(candidates, 0, out, 0);
        assertThat(out[0]).isNaN();
        assertThat(out[1]).isEqualTo(11);
        assertThat(columns.matrix()).isFalse();
    }

    @Test
    void allFeaturesInTheirOrderAreTheMatrixItself() {
        assertThat(PriorColumns.of(List.of("age", "price"), List.of("age", "price"))
                        .matrix())
                .isTrue();
        assertThat(PriorColumns.of(List.of("price", "age"), List.of("age", "price"))
                        .matrix())
                .isFalse();
        assertThat(PriorColumns.of(List.of("age"), List.of("age", "price")).matrix())
                .isFalse();
    }

    @Test
    void aNameThatIsNoColumnIsRefused() {
        assertThatThrownBy(() -> PriorColumns.of(List.of("colour"), List.of("age")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("colour");
    }

    @Test
    void aSignatureSurvivesItsFile() {
        FineRankSignature signature = new FineRankSignature(
                100,
                2,
                50,
                List.of("rerank", "retrieve"),
                new Standardization(new float[] {1, 2}, new float[] {3, 0.1f}, true));
        FineRankSignature read =
                FineRankSignature.fromJson(JsonReader.parse(signature.toJson().toString()));
        assertThat(read).usingRecursiveComparison().isEqualTo(signature);
    }
}
