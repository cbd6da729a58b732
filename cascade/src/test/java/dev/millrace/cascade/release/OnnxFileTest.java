package dev.millrace.cascade.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class OnnxFileTest {
    @TempDir
    Path folder;

    private static final Protobuf EMBEDDED = new Protobuf()
            .varint(1, 2)
            .varint(2, 1)
            .text(8, "weight")
            .bytes(9, new byte[8])
            .varint(14, 0);
    private static final Protobuf EXTERNAL = new Protobuf()
            .varint(1, 2)
            .varint(2, 1)
            .text(8, "weight")
            .message(13, new Protobuf().text(1, "location").text(2, "../../etc/passwd"))
            .varint(14, 1);

    private void check(byte[] bytes) throws IOException {
        Path file = folder.resolve("model.onnx");
        Files.write(file, bytes);
        OnnxFile.check(file);
    }

    private static Protobuf model(Protobuf graph) {
        return new Protobuf()
                .varint(1, 10)
                .text(2, "Millrace")
                .message(7, graph)
                .message(8, new Protobuf().varint(2, 18));
    }

    private static Protobuf graph(Protobuf tensor) {
        return new Protobuf().text(2, "graph").message(5, tensor);
    }

    private static Protobuf node(Protobuf attribute) {
        return new Protobuf()
                .message(1, new Protobuf().text(1, "in").text(4, "If").message(5, attribute));
    }

    @Test
    void aModelWithAllItsDataInsideIsFine() {
        assertThatCode(() -> check(model(graph(EMBEDDED)).toBytes())).doesNotThrowAnyException();
    }

    @Test
    void unknownFieldsOfEveryWireTypeAreSteppedOver() {
        Protobuf model = model(graph(EMBEDDED))
                .varint(99, -1)
                .fixed(100, 8)
                .fixed(101, 4)
                .text(102, "new in a later version");
        assertThatCode(() -> check(model.toBytes())).doesNotThrowAnyException();
    }

    static Stream<Named<Protobuf>> placesOfATensor() {
        Protobuf tensor = EXTERNAL;
        Protobuf sparse = new Protobuf().message(1, EMBEDDED).message(2, tensor);
        Protobuf nested = graph(EMBEDDED);
        nested.message(1, new Protobuf().message(5, new Protobuf().message(5, tensor)));
        return Stream.of(
                Named.of("initializer", model(graph(tensor))),
                Named.of("second initializer", model(graph(EMBEDDED).message(5, tensor))),
                Named.of("second graph", model(graph(EMBEDDED)).message(7, graph(tensor))),
                Named.of("sparse initializer", model(new Protobuf().message(15, sparse))),
                Named.of("values of a sparse initializer", model(new Protobuf().message(15, graphOf(1, tensor)))),
                Named.of("attribute", model(node(new Protobuf().text(1, "value").message(5, tensor)))),
                Named.of(
                        "list attribute",
                        model(node(new Protobuf().message(10, EMBEDDED).message(10, tensor)))),
                Named.of("sparse attribute", model(node(new Protobuf().message(22, sparse)))),
                Named.of("sparse list attribute", model(node(new Protobuf().message(23, sparse)))),
                Named.of("subgraph", model(node(new Protobuf().message(6, graph(tensor))))),
                Named.of("subgraph of a list", model(node(new Protobuf().message(11, graph(tensor))))),
                Named.of("subgraph of a subgraph", model(node(new Protobuf().message(6, nested)))),
                Named.of(
                        "function",
                        model(graph(EMBEDDED))
                                .message(
                                        25,
                                        new Protobuf()
                                                .message(
                                                        7,
                                                        new Protobuf().message(5, new Protobuf().message(5, tensor))))),
                Named.of(
                        "default of a function's attribute",
                        model(graph(EMBEDDED))
                                .message(25, new Protobuf().message(11, new Protobuf().message(5, tensor)))),
                Named.of(
                        "training graph", model(graph(EMBEDDED)).message(20, new Protobuf().message(1, graph(tensor)))),
                Named.of(
                        "training algorithm",
                        model(graph(EMBEDDED)).message(20, new Protobuf().message(2, graph(tensor)))));
    }

    private static Protobuf graphOf(int field, Protobuf tensor) {
        return new Protobuf().message(field, tensor);
    }

    @ParameterizedTest
    @MethodSource("placesOfATensor")
    void externalDataIsRefusedWhereverTheTensorIs(Protobuf model) {
        assertThatThrownBy(() -> check(model.toBytes()))
                .isInstanceOf(BadReleaseException.class)
                .hasMessageContaining("model.onnx")
                .hasMessageContaining("external data");
    }

    static Stream<Named<Protobuf>> waysToSayExternal() {
        return Stream.of(
                Named.of("location alone", new Protobuf().varint(14, 1)),
                Named.of("a location of the future", new Protobuf().varint(14, 2)),
                Named.of("a location that is 1 in 32 bits", new Protobuf().varint(14, (1L << 40) + 1)),
                Named.of("location taken back", new Protobuf().varint(14, 1).varint(14, 0)),
                Named.of("path alone", new Protobuf().message(13, new Protobuf().text(1, "location"))),
                Named.of("empty path entry", new Protobuf().bytes(13, new byte[0])),
                Named.of("tag in more bytes than needed", new Protobuf().raw(0xf0, 0x80, 0x00, 0x01)));
    }

    @ParameterizedTest
    @MethodSource("waysToSayExternal")
    void everyWayToSayExternalIsRefused(Protobuf tensor) {
        assertThatThrownBy(() -> check(model(graph(tensor)).toBytes()))
                .isInstanceOf(BadReleaseException.class)
                .hasMessageContaining("external data");
    }

    static Stream<Named<byte[]>> malformed() {
        byte[] good = model(graph(EMBEDDED)).toBytes();
        Protobuf deep = graph(EMBEDDED);
        for (int i = 0; i < 60; i++) {
            deep = node(new Protobuf().message(6, deep));
        }
        return Stream.of(
                Named.of("nothing", new byte[0]),
                Named.of("no graph", new Protobuf().varint(1, 10).toBytes()),
                Named.of("half a model", Arrays.copyOf(good, good.length / 2)),
                Named.of("field zero", model(graph(EMBEDDED)).varint(0, 1).toBytes()),
                Named.of("a group", model(graph(EMBEDDED)).raw(0x9b, 6).toBytes()),
                Named.of("wire type 7", model(graph(EMBEDDED)).raw(0x0f).toBytes()),
                Named.of(
                        "a graph that is a number",
                        model(graph(EMBEDDED)).varint(7, 1).toBytes()),
                Named.of(
                        "a length past the end",
                        model(graph(EMBEDDED)).raw(0x12, 0x7f).toBytes()),
                Named.of(
                        "a negative length",
                        model(graph(EMBEDDED)).number(2 << 3 | 2).number(-1).toBytes()),
                Named.of(
                        "an endless number",
                        model(graph(EMBEDDED))
                                .raw(8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1)
                                .toBytes()),
                Named.of(
                        "a tag past 32 bits",
                        model(graph(EMBEDDED)).number((1L << 35) | (7 << 3) | 2).toBytes()),
                Named.of(
                        "a child past its parent",
                        new Protobuf().raw(7 << 3 | 2, 2, 5 << 3 | 2, 9).toBytes()),
                Named.of("too many levels", model(deep).toBytes()),
                Named.of("text", "<html>404 not found</html>".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void whatIsNoModelIsRefused(byte[] bytes) {
        assertThatThrownBy(() -> check(bytes))
                .isInstanceOf(BadReleaseException.class)
                .hasMessageContaining("model.onnx")
                .hasMessageContaining("is no ONNX model");
    }

    private static Optional<String> bundled(Protobuf model) {
        return OnnxFile.problem(
                ByteBuffer.wrap(model.toBytes()), (domain, operator) -> (domain + ":" + operator).equals("our:Add"));
    }

    private static Protobuf operator(String operator, String domain) {
        return new Protobuf().text(1, "in").text(7, domain).text(4, operator);
    }

    @Test
    void aModelOfAllowedOperatorsIsFineInABundle() {
        Protobuf nested = new Protobuf().message(6, new Protobuf().message(1, operator("Add", "our")));
        assertThat(bundled(model(graph(EMBEDDED).message(1, operator("Add", "our")))))
                .isEmpty();
        assertThat(bundled(model(new Protobuf()
                        .message(1, operator("Add", "our").message(5, nested))
                        .message(1, operator("Loop", "").text(4, "Add").text(7, "our")))))
                .as("of repeated fields the last counts")
                .isEmpty();
    }

    static Stream<Named<Protobuf>> modelsWithAnotherOperator() {
        Protobuf loop = new Protobuf().message(1, operator("Loop", ""));
        Protobuf nested = operator("Add", "our")
                .message(5, new Protobuf().message(11, new Protobuf().message(1, operator("Add", "our"))))
                .message(5, new Protobuf().message(6, loop));
        return Stream.of(
                Named.of("in the graph", model(loop)),
                Named.of(
                        "after an allowed one",
                        model(new Protobuf().message(1, operator("Add", "our"))).message(7, loop)),
                Named.of("in a subgraph", model(new Protobuf().message(1, nested))),
                Named.of("of another domain", model(new Protobuf().message(1, operator("Add", "their")))),
                Named.of("without a name", model(new Protobuf().message(1, new Protobuf().text(1, "in")))),
                Named.of(
                        "said twice",
                        model(new Protobuf().message(1, operator("Add", "our").text(4, "Loop")))));
    }

    @ParameterizedTest
    @MethodSource("modelsWithAnotherOperator")
    void anotherOperatorIsRefusedInABundleAndNamed(Protobuf model) {
        assertThat(bundled(model)).get().asString().contains("operator");
    }

    @Test
    void functionsAndTrainingGraphsAreRefusedInABundle() {
        assertThat(bundled(model(graph(EMBEDDED)).message(25, new Protobuf())))
                .hasValueSatisfying(problem -> assertThat(problem).contains("function"));
        assertThat(bundled(model(graph(EMBEDDED)).message(20, new Protobuf())))
                .hasValueSatisfying(problem -> assertThat(problem).contains("training"));
        assertThat(bundled(model(graph(EXTERNAL))))
                .hasValueSatisfying(problem -> assertThat(problem).contains("external data"));
        assertThat(bundled(new Protobuf().varint(1, 10)))
                .hasValueSatisfying(problem -> assertThat(problem).contains("is no ONNX model"));
    }

    @Test
    void everyTruncationAndAnyFlippedBitIsFineOrRefusedAndNothingElse() throws IOException {
        byte[] good = model(graph(EMBEDDED).message(15, new Protobuf().message(1, EMBEDDED)))
                .message(20, new Protobuf().message(1, graph(EMBEDDED)))
                .toBytes();
        int refused = 0;
        for (int length = 0; length < good.length; length++) {
            refused += refusals(Arrays.copyOf(good, length));
        }
        assertThat(refused).isGreaterThan(good.length / 2);
        Random random = new Random(7);
        for (int trial = 0; trial < 2000; trial++) {
            byte[] bad = good.clone();
            for (int flips = random.nextInt(3); flips >= 0; flips--) {
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            }
            refusals(bad);
        }
    }

    private int refusals(byte[] bytes) throws IOException {
        Optional<String> problem = OnnxFile.problem(ByteBuffer.wrap(bytes), (domain, operator) -> true);
        try {
            check(bytes);
            return 0;
        } catch (BadReleaseException e) {
            assertThat(problem).isPresent();
            return 1;
        }
    }

    @Test
    void theDataOfALargeTensorIsSteppedOver() throws IOException {
        Path file = folder.resolve("large.onnx");
        long data = 3L << 30;
        byte[] tensorHead = new Protobuf().number(9 << 3 | 2).number(data).toBytes();
        byte[] tensorTail = new Protobuf().varint(14, 1).toBytes();
        long tensorBytes = tensorHead.length + data + tensorTail.length;
        byte[] graphHead = new Protobuf().number(5 << 3 | 2).number(tensorBytes).toBytes();
        byte[] modelHead = new Protobuf()
                .number(7 << 3 | 2)
                .number(graphHead.length + tensorBytes)
                .toBytes();
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(modelHead);
            out.write(graphHead);
            out.write(tensorHead);
            out.seek(out.getFilePointer() + data);
            out.write(tensorTail);
        }
        assertThatThrownBy(() -> OnnxFile.check(file)).hasMessageContaining("external data");
    }
}
