package dev.millrace.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class OnnxGraphTest {
    @Test
    void aGraphOfEveryKindOfPieceRuns() throws OrtException {
        OnnxGraph graph = new OnnxGraph("pieces");
        String x = graph.floatInput("x", "n", "2");
        String row = graph.longInput("row", "1");
        String table = graph.floats("table", new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
        String picked = graph.node("Gather", table, row);
        String sum = graph.node("Add", x, picked);
        String scaled = graph.node("Mul", sum, graph.scalar(10));
        String[] halves = graph.node("Split", 2, Map.of("axis", 1, "num_outputs", 2), scaled);
        String joined = graph.node("Concat", Map.of("axis", 1), halves[1], halves[0]);
        String codes = graph.bytes("codes", new byte[] {-1, 1}, 2);
        String signs = graph.node("Cast", Map.of("to", 1), codes);
        graph.floatOutput("y", graph.node("Mul", joined, signs), "n", "2");
        graph.describe("made by", "a test");
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(graph.toByteArray());
                OnnxTensor input = OnnxTensor.createTensor(environment, new float[][] {{1, 0}, {0, 1}});
                OnnxTensor index = OnnxTensor.createTensor(environment, new long[] {2});
                OrtSession.Result result = session.run(Map.of("x", input, "row", index))) {
            float[][] y = (float[][]) result.get(0).getValue();
            assertThat(y[0]).containsExactly(-60, 60);
            assertThat(y[1]).containsExactly(-70, 50);
            assertThat(session.getMetadata().getCustomMetadata()).containsEntry("made by", "a test");
        }
    }

    @Test
    void theSameCallsGiveTheSameBytes() {
        assertThat(small().toByteArray()).isEqualTo(small().toByteArray());
    }

    @Test
    void valuesThatDoNotFillTheirShapeAreRefused() {
        assertThatThrownBy(() -> new OnnxGraph("wrong").floats("w", new float[5], 2, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("w: 5 values (expected: 6)");
    }

    @Test
    void anAttributeOfAnUnknownTypeIsRefused() {
        assertThatThrownBy(() -> new OnnxGraph("wrong").node("Cast", Map.of("to", 1.0), "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("attribute to");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsSaidOfTheFile(@TempDir Path folder) throws IOException {
        Path file = Files.createSymbolicLink(folder.resolve("model.onnx"), Path.of("/dev/full"));
        assertThatThrownBy(() -> small().write(file)).hasMessage(file + ": cannot be written: No space left on device");
    }

    private static OnnxGraph small() {
        OnnxGraph graph = new OnnxGraph("small");
        String x = graph.floatInput("x", "n");
        graph.floatOutput("y", graph.node("Softmax", Map.of("axis", -1, "unused", "b"), x), "n");
        return graph;
    }
}
