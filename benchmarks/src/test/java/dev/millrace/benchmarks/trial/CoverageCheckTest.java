package dev.millrace.benchmarks.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.benchmarks.load.Planned;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CoverageCheckTest {
    private static String answer(boolean degraded, String reason, String rerank, String fine) {
        return "{\"items\":[],\"coverage\":{\"degraded\":" + degraded + ",\"reasons\":["
                + (reason.isEmpty() ? "" : "\"" + reason + "\"") + "],\"stages\":[" + stage("retrieve", "full") + ","
                + stage("features", "full") + "," + stage("rerank", rerank) + "," + stage("fine", fine) + ","
                + stage("policy", "full") + "]}}";
    }

    private static String stage(String name, String outcome) {
        return "{\"name\":\"" + name + "\",\"in\":9,\"out\":5,\"ms\":1.5,\"outcome\":\"" + outcome + "\"}";
    }

    private static String problem(String answer) {
        return String.valueOf(CoverageCheck.problem(answer, Planned.Kind.KNOWN));
    }

    @Test
    void whatIsWholeAndWhatIsExplainedIsFine() {
        assertThat(problem(answer(false, "", "full", "full"))).isEqualTo("null");
        assertThat(problem(answer(true, "fine skipped: 1 ms left", "full", "skipped")))
                .isEqualTo("null");
        assertThat(CoverageCheck.problem(answer(false, "", "full", "passed"), Planned.Kind.COLD))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({"narrowed", "skipped", "failed", "overstayed"})
    void aStageThatDidLessWithoutAReasonThatNamesItIsFound(String outcome) {
        assertThat(problem(answer(true, "rerank skipped: busy", "full", outcome)))
                .contains("fine " + outcome, "rerank skipped");
    }

    @Test
    void whatContradictsItselfIsFound() {
        assertThat(problem(answer(true, "", "full", "full"))).contains("degraded is true");
        assertThat(problem(answer(false, "fine skipped", "full", "skipped"))).contains("degraded is false");
        assertThat(problem(answer(false, "", "full", "passed"))).contains("fine passed");
        assertThat(problem(answer(false, "", "full", "full").replace(stage("features", "full") + ",", "")))
                .contains("stages [retrieve, rerank");
        assertThat(problem("{\"items\":[]}")).contains("no coverage");
        assertThat(problem("{\"coverage\":{\"degraded\":tru}}")).contains("no JSON");
    }
}
