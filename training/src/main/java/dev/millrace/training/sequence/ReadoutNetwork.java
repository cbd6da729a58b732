package dev.millrace.training.sequence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** A readout as DJL operations over one copy of its weights, owned by the manager it was made with. */
final class ReadoutNetwork {
    private final NDManager manager;
    private final Readout readout;
    private final Map<String, NDArray> parameters = new LinkedHashMap<>();

    ReadoutNetwork(NDManager manager, Readout readout, boolean training) {
        this.manager = manager;
        this.readout = readout;
        for (String name : readout.parameters().names()) {
            NDArray array = manager.create(
                    readout.parameters().get(name),
                    new Shape(readout.parameters().shape(name)));
            array.setRequiresGradient(training && trained(name));
            parameters.put(name, array);
        }
    }

    /** Whether training changes the weight. */
    boolean trained(String name) {
        return switch (name) {
            case "mean", "deviation" -> false;
            case "sharpness" -> readout.attends();
            default -> true;
        };
    }

    Map<String, NDArray> parameters() {
        return parameters;
    }

    /**
     * Raw inputs of the blend.
     *
     * @param candidates embeddings, [b x n x d]
     * @param bias item biases, [b x n]
     * @param hidden hidden states, [b x l x d]
     * @param padding 0 for events and a large negative number for padding, [b x 1 x l]
     * @param last hidden state of the newest event, [b x d x 1]
     * @param prior without missing values, [b x n x p]
     * @return [b x n x (2 + p)]
     */
    NDArray inputs(NDArray candidates, NDArray bias, NDArray hidden, NDArray padding, NDArray last, NDArray prior) {
        NDArray first = candidates.matMul(last).add(bias.expandDims(2));
        NDArray second;
        if (readout.attends()) {
            NDArray products = candidates.matMul(hidden.transpose(0, 2, 1));
            NDArray attention =
                    products.mul(parameter("sharpness")).add(padding).softmax(-1);
            second = attention.mul(products).sum(new int[] {2}, true);
        } else {
            second = manager.zeros(first.getShape());
        }
        return NDArrays.concat(new NDList(first, second, prior), 2);
    }

    /** Scores from the inputs of the blend: [b x n x (2 + p)] to [b x n]. */
    NDArray scores(NDArray inputs) {
        NDArray z = inputs.sub(parameter("mean")).div(parameter("deviation"));
        NDArray inner = z.matMul(parameter("up"))
                .add(parameter("upBias"))
                .getNDArrayInternal()
                .relu();
        return z.matMul(parameter("direct"))
                .add(inner.matMul(parameter("down")))
                .squeeze(2);
    }

    private NDArray parameter(String name) {
        return Objects.requireNonNull(parameters.get(name), name);
    }
}
