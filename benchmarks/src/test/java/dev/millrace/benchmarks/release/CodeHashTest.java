package dev.millrace.benchmarks.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.retrieval.dense.DenseIndex;
import dev.millrace.training.sequence.SequenceGraph;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodeHashTest {
    @Test
    void theNameFollowsTheTextTheClassesAndThePackages() {
        String one = CodeHash.of("a", List.of(), List.of(SequenceGraph.class));
        assertThat(one).matches("[0-9a-f]{8}");
        assertThat(CodeHash.of("a", List.of(), List.of(SequenceGraph.class))).isEqualTo(one);
        assertThat(CodeHash.of("b", List.of(), List.of(SequenceGraph.class))).isNotEqualTo(one);
        assertThat(CodeHash.of("a", List.of(SequenceGraph.class), List.of())).isNotEqualTo(one);
        assertThat(CodeHash.of("a", List.of(), List.of(DenseIndex.class))).isNotEqualTo(one);
    }

    @Test
    void aClassThatIsNotWhereItsPackageIsHasNoName() {
        Runnable nowhere = () -> {};
        assertThatThrownBy(() -> CodeHash.of("a", List.of(), List.of(nowhere.getClass())))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void theIndexAndTheReleaseHaveNamesOfTheirOwn() {
        assertThat(CodeHash.ofVectorIndex(CodeHashTest.class)).isNotEqualTo(CodeHash.ofVectorIndex());
        assertThat(CodeHash.ofRelease("a")).isNotEqualTo(CodeHash.ofRelease("b"));
    }
}
