package dev.millrace.benchmarks;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.feature.Standardization;
import dev.millrace.cascade.release.Release;
import dev.millrace.rerank.Reranker;
import dev.millrace.training.onnx.OnnxGraph;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Two other ways to run the re-ranker of a release: standardization inside the graph, and no runtime at all but the
 * Vector API. One thread at a time; closed by its owner.
 */
final class RerankAlternatives implements AutoCloseable {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int ROWS = 4;

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final Standardization standardization;
    private final Map<String, float[]> weights = new HashMap<>();
    private final int features;
    private final int width;
    private final int first;
    private final int second;
    private final float[] x;
    private final float[] one;
    private final float[] two;
    private final FloatBuffer raw;
    private final FloatBuffer result;
    private final Map<String, OnnxTensor> in;
    private final Map<String, OnnxTensor> out;

    RerankAlternatives(Release release, int rows) throws IOException, OrtException {
        ModelProto model = ModelProto.parseFrom(Files.readAllBytes(release.file(Reranker.MODEL)));
        for (TensorProto tensor : model.getGraph().getInitializerList()) {
            FloatBuffer values = tensor.getRawData()
                    .asReadOnlyByteBuffer()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
            float[] array = new float[values.remaining()];
            values.get(array);
            weights.put(tensor.getName(), array);
        }
        standardization = Standardization.readFrom(release.json(Reranker.SIGNATURE));
        features = standardization.features();
        width = standardization.width();
        first = weight("bias1").length;
        second = weight("bias2").length;
        x = new float[ROWS * width];
        one = new float[ROWS * first];
        two = new float[ROWS * second];
        raw = direct(rows * features);
        result = direct(rows);
        in = Map.of("features", OnnxTensor.createTensor(environment, raw, new long[] {rows, features}));
        out = Map.of("scores", OnnxTensor.createTensor(environment, result, new long[] {rows}));
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            session = environment.createSession(wholeGraph().toByteArray(), options);
        }
    }

    private static FloatBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(floats * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    private float[] weight(String name) {
        float[] values = weights.get(name);
        if (values == null) {
            throw new IllegalStateException("weights: " + weights.keySet() + " (expected: " + name + ")");
        }
        return values;
    }

    private OnnxGraph wholeGraph() {
        OnnxGraph graph = new OnnxGraph("whole");
        String input = graph.floatInput("features", "n", Integer.toString(features));
        String missing = graph.node("IsNaN", input);
        String centred = graph.node("Sub", input, graph.floats("means", standardization.means(), features));
        String scaled = graph.node("Mul", centred, graph.floats("scales", standardization.scales(), features));
        String known = graph.node("Where", missing, graph.scalar(0), graph.node("Asinh", scaled));
        String flags = graph.node("Cast", Map.of("to", 1L), missing);
        String inputs = standardization.flags() ? graph.node("Concat", Map.of("axis", 1L), known, flags) : known;
        String linear = graph.node("MatMul", inputs, graph.floats("linear", weight("linear"), width, 1));
        String a = graph.node("Relu", dense(graph, inputs, "1", width, first));
        String b = graph.node("Relu", dense(graph, a, "2", first, second));
        String deep = graph.node("MatMul", b, graph.floats("output", weight("output"), second, 1));
        String sum = graph.node("Add", linear, deep);
        graph.floatOutput("scores", graph.node("Reshape", sum, graph.constant(-1)), "n");
        return graph;
    }

    private String dense(OnnxGraph graph, String input, String layer, int from, int to) {
        return graph.node(
                "Gemm",
                input,
                graph.floats("weights" + layer, weight("weights" + layer), from, to),
                graph.floats("bias" + layer, weight("bias" + layer), to));
    }

    /** Scores all candidates, in the order of {@code rows}, by the graph that takes raw features. */
    void inGraph(Candidates candidates, int[] rows, int size, float[] scores) throws OrtException {
        for (int i = 0; i < size; i++) {
            raw.put(i * features, candidates.features(), rows[i] * features, features);
        }
        session.run(in, out).close();
        result.get(0, scores, 0, size);
    }

    /** Scores them in Java: four rows at a time, each number of which meets a row of weights in vectors. */
    void inJava(Candidates candidates, int[] rows, int size, float[] scores) {
        for (int from = 0; from < size; from += ROWS) {
            int count = Math.min(ROWS, size - from);
            for (int r = 0; r < count; r++) {
                standardization.apply(candidates.features(), rows[from + r] * features, x, r * width);
            }
            layer(x, width, weight("weights1"), weight("bias1"), first, one);
            layer(one, first, weight("weights2"), weight("bias2"), second, two);
            for (int r = 0; r < count; r++) {
                scores[from + r] = dot(x, r * width, weight("linear")) + dot(two, r * second, weight("output"));
            }
        }
    }

    private static void layer(float[] from, int inputs, float[] matrix, float[] bias, int units, float[] to) {
        for (int unit = 0; unit < units; unit += SPECIES.length()) {
            FloatVector start = FloatVector.fromArray(SPECIES, bias, unit);
            FloatVector a = start;
            FloatVector b = start;
            FloatVector c = start;
            FloatVector d = start;
            for (int i = 0; i < inputs; i++) {
                FloatVector row = FloatVector.fromArray(SPECIES, matrix, i * units + unit);
                a = row.fma(FloatVector.broadcast(SPECIES, from[i]), a);
                b = row.fma(FloatVector.broadcast(SPECIES, from[inputs + i]), b);
                c = row.fma(FloatVector.broadcast(SPECIES, from[2 * inputs + i]), c);
                d = row.fma(FloatVector.broadcast(SPECIES, from[3 * inputs + i]), d);
            }
            a.max(0).intoArray(to, unit);
            b.max(0).intoArray(to, units + unit);
            c.max(0).intoArray(to, 2 * units + unit);
            d.max(0).intoArray(to, 3 * units + unit);
        }
    }

    private static float dot(float[] from, int at, float[] weights) {
        FloatVector sum = FloatVector.zero(SPECIES);
        int i = 0;
        for (; i < SPECIES.loopBound(weights.length); i += SPECIES.length()) {
            sum = FloatVector.fromArray(SPECIES, from, at + i).fma(FloatVector.fromArray(SPECIES, weights, i), sum);
        }
        float total = sum.reduceLanes(VectorOperators.ADD);
        for (; i < weights.length; i++) {
            total += from[at + i] * weights[i];
        }
        return total;
    }

    /** Returns the multiplications and additions that one candidate costs, asinh not counted. */
    long flops() {
        return 2L * (width * (long) first + (long) first * second + second + width);
    }

    @Override
    public void close() throws OrtException {
        session.close();
        in.values().forEach(OnnxTensor::close);
        out.values().forEach(OnnxTensor::close);
    }
}
