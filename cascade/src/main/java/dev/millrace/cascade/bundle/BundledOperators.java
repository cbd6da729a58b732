package dev.millrace.cascade.bundle;

import dev.millrace.cascade.release.OnnxFile;
import java.util.Map;
import java.util.Set;

/**
 * The operators a model in a bundle may have: those of our rankers, the arithmetic they are likely to grow by, and
 * quantization. None of them reads files, runs other code or loops.
 */
final class BundledOperators implements OnnxFile.Operators {
    static final OnnxFile.Operators ALLOWED = new BundledOperators();

    private static final Set<String> STANDARD = Set.of(
            // the rankers
            "Add",
            "Asinh",
            "Cast",
            "Concat",
            "Equal",
            "Gather",
            "Gemm",
            "Identity",
            "If",
            "IsNaN",
            "MatMul",
            "Mul",
            "ReduceMax",
            "ReduceSum",
            "Relu",
            "Reshape",
            "Shape",
            "Slice",
            "Softmax",
            "Split",
            "Sub",
            "Transpose",
            "Unsqueeze",
            "Where",
            // their neighbours
            "Abs",
            "Clip",
            "Constant",
            "Div",
            "Expand",
            "Flatten",
            "LayerNormalization",
            "Max",
            "Min",
            "Neg",
            "ReduceMean",
            "Round",
            "Sigmoid",
            "Sqrt",
            "Squeeze",
            "Tanh",
            // quantization
            "DequantizeLinear",
            "DynamicQuantizeLinear",
            "MatMulInteger",
            "QLinearMatMul",
            "QuantizeLinear");
    private static final Set<String> MICROSOFT = Set.of(
            "DequantizeLinear",
            "DynamicQuantizeMatMul",
            "FusedMatMul",
            "MatMulIntegerToFloat",
            "MatMulNBits",
            "QGemm",
            "QLinearAdd",
            "QLinearConcat",
            "QLinearMul",
            "QLinearReduceMean",
            "QLinearSigmoid",
            "QLinearSoftmax",
            "QLinearWhere",
            "QuantizeLinear",
            "SkipLayerNormalization");
    private static final Map<String, Set<String>> BY_DOMAIN =
            Map.of("", STANDARD, "ai.onnx", STANDARD, "com.microsoft", MICROSOFT);

    private BundledOperators() {}

    /** Returns whether an operator of that domain is allowed; the standard domain is empty. */
    @Override
    public boolean allow(String domain, String operator) {
        return BY_DOMAIN.getOrDefault(domain, Set.of()).contains(operator);
    }
}
