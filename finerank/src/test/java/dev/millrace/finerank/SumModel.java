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
 * A model with a fine ranker's inputs whose score can be done in the head: the candidate, plus the sum of its priors, plus
 * 1000 times the largest item of the history.
 */
final class SumModel {
    private SumModel() {}

    static byte[] bytes() {
        GraphProto graph = GraphProto.newBuilder()
                .setName("sum")
                .addInput(value("history", DataType.INT64, "1", "L"))
                .addInput(value("type", DataType.INT64, "1", "L"))
                .addInput(value("gap", DataType.INT64, "1", "L"))
                .addInput(value("candidates", DataType.INT64, "n"))
                .addInput(value("prior", DataType.FLOAT, "n", "p"))
                .addInitializer(TensorProto.newBuilder()
                        .setName("axis")
                        .setDataType(DataType.INT64.getNumber())
                        .addDims(1)
                        .addInt64Data(1))
                .addInitializer(TensorProto.newBuilder()
                        .setName("thousand")
                        .setDataType(DataType.FLOAT.getNumber())
                        .addFloatData(1000))
                .addNode(node("Cast", "candidate", "to", DataType.FLOAT.getNumber(), "candidates"))
                .addNode(node("Cast", "events", "to", DataType.FLOAT.getNumber(), "history"))
                .addNode(node("ReduceMax", "largest", "keepdims", 0, "events"))
                .addNode(node("ReduceSum", "priors", "keepdims", 0, "prior", "axis"))
                .addNode(NodeProto.newBuilder()
                        .setOpType("Mul")
                        .addAllInput(List.of("largest", "thousand"))
                        .addOutput("past"))
                .addNode(NodeProto.newBuilder()
                        .setOpType("Sum")
                        .addAllInput(List.of("candidate", "priors", "past"))
                        .addOutput("scores"))
                .addOutput(value("scores", DataType.FLOAT, "n"))
                .build();
        return ModelProto.newBuilder()
                .setIrVersion(10)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(18))
                .setGraph(graph)
                .build()
                .toByteArray();
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
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("axis_" + axis));
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
