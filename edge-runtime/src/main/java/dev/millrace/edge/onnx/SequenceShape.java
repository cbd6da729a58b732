package dev.millrace.edge.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import dev.millrace.cascade.feature.FineRankSignature;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The inputs and the output of a sequence model: one graph with two entry points, of which the flag {@value #ENCODE}
 * picks one, from the history to hidden states, or from hidden states and candidates to scores. Immutable.
 *
 * @param maxLength most events of a history
 * @param dimension width of the hidden state that every event leaves
 */
record SequenceShape(int maxLength, int dimension) {
    private static final int MOST_DIMENSION = 4_096;

    static final String ENCODE = "encode";
    static final String HISTORY = "history";
    static final String TYPE = "type";
    static final String GAP = "gap";
    static final String HIDDEN = "hidden";
    static final String CANDIDATES = "candidates";
    static final String PRIOR = "prior";
    static final String RESULT = "result";

    private static final Set<String> INPUTS =
            new HashSet<>(Arrays.asList(CANDIDATES, ENCODE, GAP, HIDDEN, HISTORY, PRIOR, TYPE));

    /** Checks a graph; throws {@link IllegalArgumentException} naming what does not fit. */
    static SequenceShape of(Graph graph, FineRankSignature signature) {
        Map<String, NodeInfo> inputs = graph.inputs();
        graph.expectNames("inputs", inputs, INPUTS);
        graph.expectNames("outputs", graph.outputs(), Collections.singleton(RESULT));
        graph.expect(inputs, ENCODE, OnnxJavaType.BOOL);
        graph.expect(inputs, HISTORY, OnnxJavaType.INT64, -1);
        graph.expect(inputs, TYPE, OnnxJavaType.INT64, -1);
        graph.expect(inputs, GAP, OnnxJavaType.INT64, -1);
        graph.expect(inputs, CANDIDATES, OnnxJavaType.INT64, -1);
        graph.expect(
                inputs,
                PRIOR,
                OnnxJavaType.FLOAT,
                -1,
                signature.standardization().width());
        long[] hidden = Graph.shape(inputs, HIDDEN);
        if (hidden.length != 2 || hidden[0] != -1 || hidden[1] < 1 || hidden[1] > MOST_DIMENSION) {
            throw new IllegalArgumentException("fine ranker: " + HIDDEN + ": " + Arrays.toString(hidden)
                    + " (expected: [-1, 1 to " + MOST_DIMENSION + "])");
        }
        graph.expect(inputs, HIDDEN, OnnxJavaType.FLOAT, hidden);
        return new SequenceShape(signature.maxLength(), (int) hidden[1]);
    }
}
