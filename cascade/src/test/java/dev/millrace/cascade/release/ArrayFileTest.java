package dev.millrace.cascade.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.file.FileWriteException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArrayFileTest {
    private static final List<String> STRINGS =
            List.of("", "a", "\u00fcber", "\ud83d\ude00", "x".repeat(300), "line\nbreak", "\ufffd");

    @TempDir
    Path folder;

    private Path write() throws IOException {
        Path file = folder.resolve("arrays.bin");
        Files.deleteIfExists(file);
        try (ArrayFileWriter writer = new ArrayFileWriter(file)) {
            writer.ints("ints", 0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE)
                    .longs("longs", 0, Long.MIN_VALUE, Long.MAX_VALUE)
                    .floats("floats", 0f, -0f, Float.NaN, Float.NEGATIVE_INFINITY, Float.MIN_VALUE)
                    .doubles("doubles", -0.0, Double.NaN, Double.MAX_VALUE)
                    .bytes("bytes", (byte) 0, (byte) -128, (byte) 127)
                    .strings("strings", STRINGS)
                    .ints("none")
                    .strings("", List.of());
        }
        return file;
    }

    /** An interrupt closes the channel under the writer. */
    @Test
    void aWriteThatFailsNamesTheFile() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(this::write)
                    .isInstanceOf(FileWriteException.class)
                    .hasMessageStartingWith(folder.resolve("arrays.bin") + ": cannot be written: ");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void everyTypeComesBackAsItWasWritten() throws IOException {
        ArrayFile file = ArrayFile.read(write());
        assertThat(file.ints("ints")).containsExactly(0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE);
        assertThat(file.longs("longs")).containsExactly(0, Long.MIN_VALUE, Long.MAX_VALUE);
        assertThat(Arrays.equals(
                        file.floats("floats"),
                        new float[] {0f, -0f, Float.NaN, Float.NEGATIVE_INFINITY, Float.MIN_VALUE}))
                .isTrue();
        assertThat(Arrays.equals(file.doubles("doubles"), new double[] {-0.0, Double.NaN, Double.MAX_VALUE}))
                .isTrue();
        assertThat(file.bytes("bytes")).containsExactly(0, -128, 127);
        assertThat(file.strings("strings")).isEqualTo(STRINGS);
        assertThat(file.ints("none")).isEmpty();
        assertThat(file.strings("")).isEmpty();
        assertThat(file.has("ints")).isTrue();
        assertThat(file.has("other")).isFalse();
    }

    @Test
    void arraysLargerThanTheBufferComeBackWhole() throws IOException {
        Path file = folder.resolve("large.bin");
        Random random = new Random(3);
        int[] ints = random.ints(100_003).toArray();
        byte[] bytes = new byte[200_001];
        random.nextBytes(bytes);
        List<String> strings = new ArrayList<>(Collections.nCopies(5_000, "string of some length"));
        strings.add("y".repeat(150_000));
        try (ArrayFileWriter writer = new ArrayFileWriter(file)) {
            writer.bytes("bytes", bytes).ints("ints", ints).strings("strings", strings);
        }
        ArrayFile read = ArrayFile.read(file);
        assertThat(Arrays.equals(read.ints("ints"), ints)).isTrue();
        assertThat(Arrays.equals(read.bytes("bytes"), bytes)).isTrue();
        assertThat(read.strings("strings")).isEqualTo(strings);
    }

    @Test
    void equalArraysGiveEqualBytes() throws IOException {
        byte[] once = Files.readAllBytes(write());
        assertThat(Files.readAllBytes(write())).isEqualTo(once);
    }

    @Test
    void anArrayThatIsMissingOrOfAnotherTypeIsRefusedByName() throws IOException {
        ArrayFile file = ArrayFile.read(write());
        assertThatThrownBy(() -> file.ints("other"))
                .isInstanceOf(BadReleaseException.class)
                .hasMessageContaining("arrays.bin: array other is missing (expected: int[])");
        assertThatThrownBy(() -> file.floats("ints"))
                .isInstanceOf(BadReleaseException.class)
                .hasMessageContaining("array ints is int[] (expected: float[])");
    }

    @Test
    void alignedNumbersBeginALineOfMemoryAndAreReadLikeOthers() throws IOException {
        float[] numbers = {1, -0f, Float.MIN_VALUE};
        for (int before : new int[] {0, 1, 30, 63, 64, 65_450, 65_536, 65_600}) {
            Path file = folder.resolve("aligned" + before + ".bin");
            try (ArrayFileWriter writer = new ArrayFileWriter(file)) {
                writer.bytes("before", new byte[before])
                        .alignedFloats("numbers", numbers)
                        .ints("behind", before);
            }
            ArrayFile whole = ArrayFile.read(file);
            assertThat(whole.floats("numbers")).containsExactly(numbers);
            assertThat(whole.ints("behind")).containsExactly(before);
            ArrayFile.Span span = ArrayFile.read(file, "numbers").span("numbers");
            assertThat(span.offset() % 64).as("behind %d bytes", before).isZero();
            assertThat(span.read()).containsExactly(numbers);
        }
    }

    @Test
    void anArrayLeftInTheFileSaysWhereItLiesAndTheOthersAreRead() throws IOException {
        Path path = folder.resolve("left.bin");
        float[] large = new float[50_000];
        large[0] = 1;
        large[49_999] = 2;
        try (ArrayFileWriter writer = new ArrayFileWriter(path)) {
            writer.ints("ints", 1, 2)
                    .floats("large", large)
                    .strings("strings", STRINGS)
                    .floats("floats", 7);
        }
        ArrayFile file = ArrayFile.read(path, "large");
        assertThat(file.ints("ints")).containsExactly(1, 2);
        assertThat(file.strings("strings")).isEqualTo(STRINGS);
        assertThat(file.floats("floats")).containsExactly(7);
        ArrayFile.Span span = file.span("large");
        assertThat(span.file()).isEqualTo(path);
        assertThat(span.count()).isEqualTo(large.length);
        assertThat(Arrays.equals(span.read(), large)).isTrue();
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.getFloat((int) span.offset() + 4 * 49_999)).isEqualTo(2);
        assertThat(ArrayFile.read(path, "floats").span("floats").read()).containsExactly(7);
        assertThatThrownBy(() -> file.floats("large"))
                .hasMessageContaining("array large is float[] left in the file (expected: float[])");
        assertThatThrownBy(() -> file.span("ints"))
                .hasMessageContaining("array ints is int[] (expected: float[] left in the file)");
        assertThatThrownBy(() -> file.span("other")).hasMessageContaining("array other is missing");
    }

    @Test
    void everyTruncationIsRefusedOrLacksWholeArrays() throws IOException {
        Path file = write();
        byte[] good = Files.readAllBytes(file);
        int refused = 0;
        for (int length = 0; length < good.length; length++) {
            Files.write(file, Arrays.copyOf(good, length));
            refused += refusals(file);
        }
        assertThat(refused).isEqualTo(good.length - 8); // 8 arrays: after the magic and between them
    }

    @Test
    void anythingAfterTheLastArrayIsRefused() throws IOException {
        Path file = write();
        byte[] good = Files.readAllBytes(file);
        for (int extra = 1; extra < 20; extra++) {
            Files.write(file, Arrays.copyOf(good, good.length + extra));
            assertThat(refusals(file)).isEqualTo(1);
        }
    }

    @Test
    void flippedBitsAreRefusedOrChangeValuesAlone() throws IOException {
        Path file = write();
        byte[] good = Files.readAllBytes(file);
        Random random = new Random(5);
        for (int trial = 0; trial < 4000; trial++) {
            byte[] bad = good.clone();
            for (int flips = random.nextInt(3); flips >= 0; flips--) {
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file, bad);
            refusals(file);
        }
    }

    /** Returns 1 when the file is refused as a whole, else 0 after looking that what is there has its old shape. */
    private static int refusals(Path path) {
        ArrayFile file;
        try {
            file = ArrayFile.read(path);
        } catch (BadReleaseException e) {
            assertThat(e.getMessage()).contains("arrays.bin");
            return 1;
        }
        length(() -> file.ints("ints").length, 4);
        length(() -> file.longs("longs").length, 3);
        length(() -> file.floats("floats").length, 5);
        length(() -> file.doubles("doubles").length, 3);
        length(() -> file.bytes("bytes").length, 3);
        length(() -> file.strings("strings").size(), STRINGS.size());
        length(() -> file.ints("none").length, 0);
        return 0;
    }

    private static void length(java.util.function.IntSupplier length, int expected) {
        try {
            assertThat(length.getAsInt()).isEqualTo(expected);
        } catch (BadReleaseException e) {
            assertThat(e.getMessage()).contains("array ");
        }
    }

    @Test
    void aCountThatClaimsMoreThanTheFileHoldsIsRefusedBeforeAnythingIsAllocated() throws IOException {
        Path file = folder.resolve("huge.bin");
        for (int type = 0; type < ArrayType.values().length; type++) {
            for (long count : new long[] {1L << 33, Integer.MAX_VALUE, Long.MAX_VALUE, -1, 13}) {
                ByteBuffer bytes = ByteBuffer.allocate(4 + 2 + 1 + 8 + 12).order(ByteOrder.LITTLE_ENDIAN);
                bytes.putInt(ArrayFileWriter.MAGIC)
                        .putShort((short) 0)
                        .put((byte) type)
                        .putLong(count);
                Files.write(file, bytes.array());
                for (Callable<ArrayFile> read :
                        List.<Callable<ArrayFile>>of(() -> ArrayFile.read(file), () -> ArrayFile.read(file, ""))) {
                    assertThatThrownBy(read::call)
                            .isInstanceOf(BadReleaseException.class)
                            .hasMessageContaining("claims " + count + " elements");
                }
            }
        }
    }

    @Test
    void aStringThatIsTooLongNegativeOrNotUtf8IsRefused() throws IOException {
        Path file = folder.resolve("strings.bin");
        for (int length : new int[] {Integer.MAX_VALUE, -1, 9, 4}) {
            ByteBuffer bytes = ByteBuffer.allocate(4 + 2 + 1 + 8 + 4 + 4).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putInt(ArrayFileWriter.MAGIC)
                    .putShort((short) 0)
                    .put((byte) ArrayType.STRING.ordinal())
                    .putLong(1)
                    .putInt(length)
                    .putInt(-1);
            Files.write(file, bytes.array());
            assertThatThrownBy(() -> ArrayFile.read(file))
                    .isInstanceOf(BadReleaseException.class)
                    .hasMessageContaining("a string");
        }
    }

    @Test
    void anArrayThatIsThereTwiceIsRefused() throws IOException {
        Path file = folder.resolve("twice.bin");
        try (ArrayFileWriter writer = new ArrayFileWriter(file)) {
            writer.ints("a", 1).floats("a", 2);
        }
        assertThatThrownBy(() -> ArrayFile.read(file))
                .isInstanceOf(BadReleaseException.class)
                .hasMessageContaining("array a is there twice");
    }

    @Test
    void aFileThatIsMissingOrAFolderIsRefused() {
        for (Path path : List.of(folder, folder.resolve("nothing"))) {
            assertThatThrownBy(() -> ArrayFile.read(path))
                    .isInstanceOf(BadReleaseException.class)
                    .hasMessageContaining(path.toString());
        }
    }
}
