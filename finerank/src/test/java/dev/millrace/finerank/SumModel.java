package dev.millrace.finerank;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;

/**
 * A model with a fine ranker's inputs whose score can be done in the head: the candidate, plus the sum of its priors,
 * plus 1000 times the largest item of the history; the hidden state of an event is 1000 times its item. Encoding a
 * history with item {@value #ENDLESS} as its largest takes some hundred thousand years.
 */
final class SumModel {
    static final int ENDLESS = 666;

    private SumModel() {}

    static byte[] bytes() {
        return bytes("hidden");
    }

    /** Returns the model with another name for the input {@code hidden}. */
    static byte[] bytes(String hidden) {
        GraphProto encoder = GraphProto.newBuilder()
                .setName("encoder")
                .addNode(node("Cast", "events", "to", DataType.FLOAT.getNumber(), "history"))
                .addNode(node("Unsqueeze", "row", List.of("events", "axis")))
                .addNode(node("Mul", "product", List.of("row", "thousand")))
                .addNode(node("ReduceMax", "newest", "keepdims", 0, "history"))
                .addNode(node("Equal", "same", List.of("newest", "endless")))
                .addNode(node("Cast", "some", "to", DataType.INT64.getNumber(), "same"))
                .addNode(node("Mul", "turns", List.of("some", "many")))
                .addNode(NodeProto.newBuilder()
                        .setOpType("Loop")
                        .addAllInput(List.of("turns", "", "product"))
                        .addOutput("states")
                        .addAttribute(branch("body", turn())))
                .addOutput(value("states", DataType.FLOAT, "r", "c"))
                .build();
        GraphProto scorer = GraphProto.newBuilder()
                .setName("scorer")
                .addNode(node("Cast", "candidate", "to", DataType.FLOAT.getNumber(), "candidates"))
                .addNode(node("Unsqueeze", "column", List.of("candidate", "axis")))
                .addNode(node("ReduceSum", "priors", "keepdims", 1, "prior", "axis"))
                .addNode(node("Add", "some", List.of("column", "priors")))
                .addNode(node("ReduceMax", "largest", "keepdims", 1, hidden))
                .addNode(node("Add", "scores", List.of("some", "largest")))
                .addOutput(value("scores", DataType.FLOAT, "r", "c"))
                .build();
        GraphProto graph = GraphProto.newBuilder()
                .setName("sum")
                .addInput(value("encode", DataType.BOOL))
                .addInput(value("history", DataType.INT64, "L"))
                .addInput(value("type", DataType.INT64, "L"))
                .addInput(value("gap", DataType.INT64, "L"))
                .addInput(value(hidden, DataType.FLOAT, "L", "1"))
                .addInput(value("candidates", DataType.INT64, "n"))
                .addInput(value("prior", DataType.FLOAT, "n", "2"))
                .addInitializer(TensorProto.newBuilder()
                        .setName("axis")
                        .setDataType(DataType.INT64.getNumber())
                        .addDims(1)
                        .addInt64Data(1))
                .addInitializer(TensorProto.newBuilder()
                        .setName("thousand")
                        .setDataType(DataType.FLOAT.getNumber())
                        .addFloatData(1000))
                .addInitializer(number("endless", ENDLESS))
                .addInitializer(number("many", Long.MAX_VALUE))
                .addNode(NodeProto.newBuilder()
                        .setOpType("If")
                        .addInput("encode")
                        .addOutput("result")
                        .addAttribute(branch("then_branch", encoder))
                        .addAttribute(branch("else_branch", scorer)))
                .addOutput(value("result", DataType.FLOAT, "r", "c"))
                .build();
        return ModelProto.newBuilder()
                .setIrVersion(10)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(18))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    /** One turn of a loop that changes nothing. */
    private static GraphProto turn() {
        return GraphProto.newBuilder()
                .setName("turn")
                .addInput(value("turn.number", DataType.INT64))
                .addInput(value("turn.going", DataType.BOOL))
                .addInput(value("turn.before", DataType.FLOAT, "L", "1"))
                .addNode(node("Identity", "turn.on", List.of("turn.going")))
                .addNode(node("Identity", "turn.after", List.of("turn.before")))
                .addOutput(value("turn.on", DataType.BOOL))
                .addOutput(value("turn.after", DataType.FLOAT, "L", "1"))
                .build();
    }

    private static TensorProto.Builder number(String name, long value) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataType.INT64.getNumber())
                .addInt64Data(value);
    }

    private static AttributeProto.Builder branch(String name, GraphProto graph) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(graph);
    }

    private static NodeProto node(String operator, String output, List<String> inputs) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(output)
                .build();
    }

    private static NodeProto node(String operator, String output, String attribute, long value, String... inputs) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(List.of(inputs))
                .addOutput(output)
                .addAttribute(AttributeProto.newBuilder()
                        .setName(attribute)
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(value))
                .build();
    }

    private static ValueInfoProto value(String name, DataType type, String... axes) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (String axis : axes) {
            shape.addDim(
                    Character.isDigit(axis.charAt(0))
                            ? TensorShapeProto.Dimension.newBuilder().setDimValue(Long.parseLong(axis))
                            : TensorShapeProto.Dimension.newBuilder().setDimParam(axis));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(shape)))
                .build();
    }
}
