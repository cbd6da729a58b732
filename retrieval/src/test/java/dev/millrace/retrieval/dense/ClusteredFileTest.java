package dev.millrace.retrieval.dense;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.file.FileWriteException;
import dev.millrace.cascade.release.BadReleaseException;
import dev.millrace.cascade.source.Effort;
import dev.millrace.kernel.NativeVectors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusteredFileTest {
    private static final int ITEMS = 3_000;
    private static final int DIMENSION = 20;
    private static final FloatVectors VECTORS = new Clusters(4, 30, DIMENSION).items(ITEMS, 2);
    private static final NativeVectors ROWS = NativeVectors.of(VECTORS);

    @TempDir
    private Path folder;

    @Test
    void listsReadBackFindWhatTheWrittenOnesFound() throws IOException {
        Path file = folder.resolve("lists.bin");
        try (ClusteredIndex built = new ClusteredIndex(lists(1), ROWS)) {
            ClusteredFile.write(built.lists(), file);
            try (ClusteredIndex read = new ClusteredIndex(ClusteredFile.read(file, ROWS), ROWS)) {
                Clusters queries = new Clusters(5, 30, DIMENSION);
                for (int i = 0; i < 20; i++) {
                    float[] query = queries.query();
                    assertThat(found(read, query)).isEqualTo(found(built, query));
                }
            }
        }
    }

    /** An interrupt closes the channel under the writer. */
    @Test
    void aWriteThatFailsNamesTheFile() {
        Path file = folder.resolve("lists.bin");
        try (ClusteredLists lists = lists(1)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> ClusteredFile.write(lists, file))
                    .isInstanceOf(FileWriteException.class)
                    .hasMessageStartingWith(file + ": cannot be written: ");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void equalVectorsAndSeedsGiveEqualBytesWhateverTheThreads() throws IOException {
        List<byte[]> files = new ArrayList<>();
        for (int threads : new int[] {1, 1, 3}) {
            Path file = folder.resolve("lists-" + files.size());
            try (ClusteredLists lists = lists(threads)) {
                ClusteredFile.write(lists, file);
            }
            files.add(Files.readAllBytes(file));
        }
        assertThat(files.get(1)).isEqualTo(files.get(0));
        assertThat(files.get(2)).isEqualTo(files.get(0));
    }

    @Test
    void aFileThatIsDamagedOrOfOtherVectorsIsRefusedByName() throws IOException {
        Path file = folder.resolve("lists.bin");
        ClusteredLists.Layout layout;
        int hole;
        int end;
        try (ClusteredLists lists = lists(1)) {
            ClusteredFile.write(lists, file);
            layout = lists.layout();
            int list = 0;
            while (lists.firstBlock(list + 1) - lists.firstBlock(list) < 2) {
                list++;
            }
            hole = lists.firstBlock(list) * BlockScan.ITEMS + 63;
            end = lists.end(list);
        }
        byte[] good = Files.readAllBytes(file);
        List<byte[]> bad = new ArrayList<>();
        for (int length : new int[] {0, 3, 63, 64, 100, good.length / 2, good.length - 1}) {
            bad.add(Arrays.copyOf(good, length));
        }
        bad.add(Arrays.copyOf(good, good.length + 1));
        for (int at = 0; at < good.length; at += at < 24 ? 1 : good.length / 11) {
            byte[] flipped = good.clone();
            flipped[at] ^= (byte) 0x81;
            bad.add(flipped);
        }
        // Whole by its checksum, and wrong.
        bad.add(sealed(good, (int) layout.ordinals(), ITEMS));
        bad.add(sealed(good, (int) layout.ordinals(), -2));
        bad.add(sealed(good, (int) layout.firstBlocks(), 1));
        bad.add(sealed(good, (int) layout.firstBlocks() + 4, Integer.MAX_VALUE));
        int begins = (int) layout.books() + 8 * DIMENSION;
        bad.add(sealed(good, begins, 1));
        bad.add(sealed(good, begins + 8, -1));
        bad.add(sealed(good, begins + 8, Integer.MAX_VALUE));
        bad.add(sealed(
                good, begins + 4 * layout.bookSize().books(), layout.bookSize().columns() + 1));
        int dimensions = begins + 4 * (layout.bookSize().books() + 1);
        bad.add(sealed(good, dimensions, DIMENSION));
        bad.add(sealed(good, dimensions + 8, -1));
        int nan = Float.floatToIntBits(Float.NaN);
        bad.add(sealed(good, (int) layout.books() + 4 * DIMENSION, nan));
        bad.add(sealed(good, (int) layout.scales(), nan));
        bad.add(sealed(good, (int) layout.scales(), Float.floatToIntBits(-1)));
        bad.add(sealed(good, (int) layout.origins() + 40, Float.floatToIntBits(Float.POSITIVE_INFINITY)));
        int ordinals = (int) layout.ordinals();
        int item = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getInt(ordinals + 4 * hole);
        bad.add(sealed(sealed(good, ordinals + 4 * hole, -1), ordinals + 4 * end, item));
        bad.add(sealed(good, 20, layout.bookSize().books() + 1));
        bad.add(sealed(good, 24, 3 * DIMENSION));
        bad.add(sealed(good, 24, DIMENSION - 1));
        for (byte[] bytes : bad) {
            Files.write(file, bytes);
            assertThatThrownBy(() -> ClusteredFile.read(file, VECTORS))
                    .as("%s bytes", bytes.length)
                    .isInstanceOf(BadReleaseException.class)
                    .hasMessageContaining("lists.bin");
        }
        Files.write(file, good);
        ClusteredFile.read(file, VECTORS).close();
        assertThatThrownBy(() -> ClusteredFile.read(file, new Clusters(4, 30, DIMENSION).items(ITEMS - 1, 2)))
                .hasMessageContaining("items: 3000 (expected: 2999, from the item vectors)");
        assertThatThrownBy(() -> ClusteredFile.read(file, new Clusters(4, 30, 10).items(ITEMS, 2)))
                .hasMessageContaining("dimension: 20 (expected: 10");
        assertThatThrownBy(() -> ClusteredFile.read(file, new Clusters(6, 30, DIMENSION).items(ITEMS, 2)))
                .isInstanceOf(BadReleaseException.class)
                .hasMessageContaining("other vectors");
    }

    @Test
    void fewItemsInManyListsAndManyInOneAreAllFound() {
        FloatVectors few = new Clusters(8, 3, 7).items(65, 2);
        for (int count : new int[] {1, 2, 64, 65}) {
            try (ClusteredIndex index =
                    new ClusteredIndex(ListBuilder.build(few, count, 1, 1, Progress.NONE), NativeVectors.of(few))) {
                TopItems top = new TopItems(100);
                index.search(
                        new Clusters(9, 3, 7).query(),
                        Eligible.everything(65),
                        Reach.of(0, 1.5),
                        Effort.USUAL.stop(),
                        top);
                assertThat(GraphIndexTest.ordinals(top)).hasSize(65).doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void vectorsThatAreAllEqualOrZeroAreFoundToo() {
        for (float value : new float[] {0, 1}) {
            float[] values = new float[200 * 3];
            Arrays.fill(values, value);
            FloatVectors same = new FloatVectors(values, 3);
            try (ClusteredIndex index =
                    new ClusteredIndex(ListBuilder.build(same, 5, 1, 1, Progress.NONE), NativeVectors.of(same))) {
                TopItems top = new TopItems(20);
                index.search(
                        new float[] {1, 2, 3}, Eligible.everything(200), Reach.of(1, 1.5), Effort.USUAL.stop(), top);
                assertThat(top.size()).isEqualTo(20);
                assertThat(top.score(0)).isEqualTo(6 * value);
            }
        }
    }

    private static ClusteredLists lists(int threads) {
        return ListBuilder.build(VECTORS, 50, 7, threads, Progress.NONE);
    }

    private static byte[] sealed(byte[] good, int at, int value) {
        byte[] bytes = good.clone();
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(at, value);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, ClusteredLists.Layout.HEADER - Integer.BYTES);
        checksum.update(bytes, ClusteredLists.Layout.HEADER, bytes.length - ClusteredLists.Layout.HEADER);
        buffer.putInt(ClusteredLists.Layout.HEADER - Integer.BYTES, (int) checksum.getValue());
        return bytes;
    }

    private static List<Integer> found(ClusteredIndex index, float[] query) {
        TopItems top = new TopItems(100);
        index.search(query, Eligible.everything(ITEMS), Reach.of(2, 1.5), Effort.USUAL.stop(), top);
        return GraphIndexTest.ordinals(top);
    }
}
