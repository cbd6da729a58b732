package dev.millrace.cascade.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FineRankSignatureTest {
    private static FineRankSignature signature(int maxLength) {
        return new FineRankSignature(
                5, 2, maxLength, List.of("rerank"), new Standardization(new float[1], new float[] {1}, false));
    }

    @Test
    void isReadAsItWasWritten() {
        FineRankSignature signature = signature(FineRankSignature.MOST_LENGTH);
        assertThat(FineRankSignature.fromJson(signature.toJson()).toJson().toString())
                .isEqualTo(signature.toJson().toString());
    }

    @Test
    void aLengthThatBuffersCouldNotBeMadeForIsRefused() {
        assertThatThrownBy(() -> signature(Integer.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("signature: maxLength 2147483647 (expected: at most 1024)");
    }
}
