package dev.millrace.training.edge;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Spells the nodes and constants of ONNX graphs, and reads constants. Stateless. */
final class Tensors {
    private Tensors() {}

    /** Returns a node called after what it makes. */
    static NodeProto.Builder node(String operator, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setName(output + "_" + operator)
                .setOpType(operator)
                .addAllInput(List.of(inputs))
                .addOutput(output);
    }

    static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    /** Returns the numbers of a constant. */
    static float[] floats(TensorProto tensor) {
        ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[raw.remaining() / Float.BYTES];
        raw.asFloatBuffer().get(values);
        return values;
    }

    /** Without a shape: a scalar. */
    static TensorProto floats(String name, float[] values, long... shape) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return bytes(name, TensorProto.DataType.FLOAT, raw.array(), shape);
    }

    static TensorProto ints(String name, int... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asIntBuffer().put(values);
        return bytes(name, TensorProto.DataType.INT32, raw.array(), values.length);
    }

    static TensorProto longs(String name, long... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(values);
        return bytes(name, TensorProto.DataType.INT64, raw.array(), values.length);
    }

    static TensorProto bytes(String name, TensorProto.DataType type, byte[] raw, long... shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .setRawData(ByteString.copyFrom(raw));
        for (long dimension : shape) {
            tensor.addDims(dimension);
        }
        return tensor.build();
    }
}
