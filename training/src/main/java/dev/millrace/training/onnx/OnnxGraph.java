package dev.millrace.training.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.millrace.cascade.file.FileWriteException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * An ONNX graph under construction: inputs, constant tensors, nodes and outputs, written as one self-contained file.
 *
 * <p>Every method that adds a value returns its name, so that expressions nest. Node outputs are named after their
 * operator and position ({@code MatMul_12}); the same calls in the same order give the same bytes. All tensors live
 * inside the file; there is no external data. IR version 10, operator set 18.
 *
 * <p>Not thread-safe.
 */
public final class OnnxGraph {

    private static final long IR_VERSION = 10;
    private static final long OPSET = 18;
    private static final String CONTRIBUTED = "com.microsoft";

    private final GraphProto.Builder graph;
    private final String prefix;
    private final Map<String, String> metadata = new TreeMap<>();
    private int nodes;
    private int constants;

    /** Starts an empty graph called {@code name}. */
    public OnnxGraph(String name) {
        this(name, "");
    }

    private OnnxGraph(String name, String prefix) {
        graph = GraphProto.newBuilder().setName(name);
        this.prefix = prefix;
    }

    /**
     * Starts a branch for {@link #choose}: it has no inputs of its own, names values of this graph freely, and the
     * names of what it adds begin with its own.
     */
    public OnnxGraph branch(String name) {
        return new OnnxGraph(name, name + ".");
    }

    /**
     * Adds a choice between two branches of this graph, of which one runs.
     *
     * @param condition bool scalar
     * @param yes runs when true; with one output
     * @param no runs when false; with one output of the same type
     * @throws IllegalArgumentException if a branch has not one output
     */
    public String choose(String condition, OnnxGraph yes, OnnxGraph no) {
        for (OnnxGraph each : new OnnxGraph[] {yes, no}) {
            if (each.graph.getOutputCount() != 1) {
                throw new IllegalArgumentException(
                        each.graph.getName() + ": " + each.graph.getOutputCount() + " outputs (expected: 1)");
            }
        }
        return node("If", Map.of("then_branch", yes, "else_branch", no), condition);
    }

    /** Declares a bool input without dimensions. */
    public String flagInput(String name) {
        graph.addInput(value(name, TensorProto.DataType.BOOL));
        return name;
    }

    /** Declares a float32 input; a dimension is a number ({@code "1"}) or the name of a free axis ({@code "n"}). */
    public String floatInput(String name, String... dimensions) {
        graph.addInput(value(name, TensorProto.DataType.FLOAT, dimensions));
        return name;
    }

    /** Declares an int64 input; dimensions as in {@link #floatInput}. */
    public String longInput(String name, String... dimensions) {
        graph.addInput(value(name, TensorProto.DataType.INT64, dimensions));
        return name;
    }

    /**
     * Adds a float32 initializer.
     *
     * @param values row-major, as many as the product of {@code shape}
     * @param shape no dimension makes a scalar
     * @throws IllegalArgumentException if the number of values is not the product of the shape
     */
    public String floats(String name, float[] values, long... shape) {
        ByteBuffer bytes = buffer(name, values.length, Float.BYTES, shape);
        bytes.asFloatBuffer().put(values);
        return tensor(name, TensorProto.DataType.FLOAT, bytes, shape);
    }

    /** Adds an int64 initializer; see {@link #floats(String, float[], long...)}. */
    public String longs(String name, long[] values, long... shape) {
        ByteBuffer bytes = buffer(name, values.length, Long.BYTES, shape);
        bytes.asLongBuffer().put(values);
        return tensor(name, TensorProto.DataType.INT64, bytes, shape);
    }

    /** Adds an int8 initializer; see {@link #floats(String, float[], long...)}. */
    public String bytes(String name, byte[] values, long... shape) {
        ByteBuffer bytes = buffer(name, values.length, Byte.BYTES, shape);
        bytes.put(values).rewind();
        return tensor(name, TensorProto.DataType.INT8, bytes, shape);
    }

    /** Adds an unnamed one-dimensional int64 constant, as axes, shapes and slice bounds need. */
    public String constant(long... values) {
        return longs("constant_" + constants++, values, values.length);
    }

    /** Adds an unnamed float32 scalar. */
    public String scalar(float value) {
        return floats("constant_" + constants++, new float[] {value});
    }

    /** Adds a node with one output and no attributes; an empty input name stands for an absent optional input. */
    public String node(String operator, String... inputs) {
        return node(operator, Map.of(), inputs);
    }

    /**
     * Adds a node with one output.
     *
     * @param attributes values of type {@code Long}, {@code Integer}, {@code Float}, {@code String}, {@code long[]},
     *     {@code float[]} or {@code OnnxGraph}, a branch
     * @throws IllegalArgumentException if an attribute has another type
     */
    public String node(String operator, Map<String, ?> attributes, String... inputs) {
        return node(operator, 1, attributes, inputs)[0];
    }

    /** Adds a node with several outputs, returned in their order; attributes as in the one-output form. */
    public String[] node(String operator, int outputCount, Map<String, ?> attributes, String... inputs) {
        return node(operator, "", outputCount, attributes, inputs);
    }

    /**
     * Adds a node of an operator that ONNX Runtime contributes, which no other runtime may know, with several outputs;
     * attributes as in {@link #node(String, Map, String...)}.
     */
    public String[] contributed(String operator, int outputCount, Map<String, ?> attributes, String... inputs) {
        return node(operator, CONTRIBUTED, outputCount, attributes, inputs);
    }

    private String[] node(
            String operator, String domain, int outputCount, Map<String, ?> attributes, String... inputs) {
        String name = prefix + operator + "_" + nodes++;
        NodeProto.Builder node =
                NodeProto.newBuilder().setName(name).setOpType(operator).setDomain(domain);
        String[] outputs = new String[outputCount];
        for (int i = 0; i < outputCount; i++) {
            outputs[i] = outputCount == 1 ? name : name + "_" + i;
            node.addOutput(outputs[i]);
        }
        for (String input : inputs) {
            node.addInput(input);
        }
        new TreeMap<String, Object>(attributes).forEach((key, value) -> node.addAttribute(attribute(key, value)));
        graph.addNode(node);
        return outputs;
    }

    /** Publishes {@code value} as the float32 output {@code name}. */
    public void floatOutput(String name, String value, String... dimensions) {
        output(name, value, TensorProto.DataType.FLOAT, dimensions);
    }

    /** Attaches a key and a value that describe the model; the runtime ignores them. */
    public void describe(String key, String value) {
        metadata.put(key, value);
    }

    /** Returns the finished model as the bytes of a {@code .onnx} file. */
    public byte[] toByteArray() {
        return model().toByteArray();
    }

    /** Writes the finished model to {@code file}, replacing what was there. */
    public void write(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            model().writeTo(out);
        } catch (IOException e) {
            throw new FileWriteException(file, e);
        }
    }

    private ModelProto model() {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("millrace")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain(CONTRIBUTED).setVersion(1))
                .setGraph(graph);
        metadata.forEach((key, value) -> model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build();
    }

    private void output(String name, String value, TensorProto.DataType type, String... dimensions) {
        graph.addNode(NodeProto.newBuilder()
                .setName(prefix + "Identity_" + nodes++)
                .setOpType("Identity")
                .addInput(value)
                .addOutput(prefix + name));
        graph.addOutput(value(prefix + name, type, dimensions));
    }

    private static ByteBuffer buffer(String name, int length, int width, long... shape) {
        long expected = 1;
        for (long dimension : shape) {
            expected *= dimension;
        }
        if (expected != length) {
            throw new IllegalArgumentException(name + ": " + length + " values (expected: " + expected + ")");
        }
        return ByteBuffer.allocate(Math.multiplyExact(length, width)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private String tensor(String name, TensorProto.DataType type, ByteBuffer bytes, long... shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(prefix + name)
                .setDataType(type.getNumber())
                .setRawData(ByteString.copyFrom(bytes));
        for (long dimension : shape) {
            tensor.addDims(dimension);
        }
        graph.addInitializer(tensor);
        return prefix + name;
    }

    private static ValueInfoProto value(String name, TensorProto.DataType type, String... dimensions) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (String dimension : dimensions) {
            TensorShapeProto.Dimension.Builder axis = TensorShapeProto.Dimension.newBuilder();
            if (Character.isDigit(dimension.charAt(0))) {
                axis.setDimValue(Long.parseLong(dimension));
            } else {
                axis.setDimParam(dimension);
            }
            shape.addDim(axis);
        }
        TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder()
                .setElemType(type.getNumber())
                .setShape(shape)
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    private static AttributeProto attribute(String name, Object value) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
        switch (value) {
            case Long number -> attribute.setType(AttributeType.INT).setI(number);
            case Integer number -> attribute.setType(AttributeType.INT).setI(number);
            case Float number -> attribute.setType(AttributeType.FLOAT).setF(number);
            case String text -> attribute.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(text));
            case long[] numbers -> {
                attribute.setType(AttributeType.INTS);
                for (long number : numbers) {
                    attribute.addInts(number);
                }
            }
            case float[] numbers -> {
                attribute.setType(AttributeType.FLOATS);
                for (float number : numbers) {
                    attribute.addFloats(number);
                }
            }
            case OnnxGraph branch -> attribute.setType(AttributeType.GRAPH).setG(branch.graph);
            default ->
                throw new IllegalArgumentException(
                        "attribute " + name + ": " + value.getClass().getSimpleName()
                                + " (expected: long, int, float, String, long[], float[] or a branch)");
        }
        return attribute.build();
    }
}
