package dev.millrace.retrieval.dense;

import dev.millrace.cascade.feature.ItemVectors;
import dev.millrace.cascade.file.FileWriteException;
import dev.millrace.cascade.release.BadReleaseException;
import dev.millrace.kernel.NativeVectors;
import io.github.jbellis.jvector.disk.RandomAccessReader;
import io.github.jbellis.jvector.disk.ReaderSupplier;
import io.github.jbellis.jvector.disk.ReaderSupplierFactory;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.NodesIterator;
import io.github.jbellis.jvector.graph.OnHeapGraphIndex;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;

/**
 * The file of a graph. Format, big-endian: the magic {@value #MAGIC}, items, dimension of the item vectors (int each),
 * then the graph as its library writes it, then the CRC-32 of all before (long): the library reads without checking, so
 * that nothing damaged must reach it. The vectors are not in it.
 */
@SuppressWarnings("deprecation") // the library's other formats are for graphs left on disk
final class GraphFile {
    private static final int MAGIC = 0x4d524731; // "MRG1"
    private static final int HEADER = 3 * Integer.BYTES;
    private static final int BUFFER = 1 << 16;

    private GraphFile() {}

    static void write(GraphIndex index, ItemVectors vectors, Path file) throws IOException {
        CRC32 checksum = new CRC32();
        try (DataOutputStream out = new DataOutputStream(
                new CheckedOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER), checksum))) {
            out.writeInt(MAGIC);
            out.writeInt(vectors.size());
            out.writeInt(vectors.dimension());
            ((OnHeapGraphIndex) index.graph()).save(out);
            out.writeLong(checksum.getValue());
        } catch (IOException e) {
            throw new FileWriteException(file, e);
        }
    }

    /** Reads a graph over {@code vectors}; throws {@link BadReleaseException} when the file is none or of others. */
    static GraphIndex read(Path file, NativeVectors vectors) {
        try {
            checkSum(file);
            return readChecked(file, vectors);
        } catch (BadReleaseException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new BadReleaseException(file, "is no readable graph: " + e, e);
        }
    }

    private static void checkSum(Path file) throws IOException {
        long length = Files.size(file) - Long.BYTES;
        CRC32 checksum = new CRC32();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER))) {
            byte[] bytes = new byte[BUFFER];
            for (long left = length; left > 0; ) {
                int read = in.readNBytes(bytes, 0, (int) Math.min(left, bytes.length));
                checksum.update(bytes, 0, read);
                left -= read;
            }
            if (length < HEADER || in.readLong() != checksum.getValue()) {
                throw new BadReleaseException(file, "is no whole graph file");
            }
        }
    }

    private static GraphIndex readChecked(Path file, NativeVectors vectors) throws IOException {
        try (ReaderSupplier supplier = ReaderSupplierFactory.open(file);
                RandomAccessReader reader = supplier.get()) {
            if (reader.readInt() != MAGIC) {
                throw new BadReleaseException(file, "is no graph file");
            }
            expect(file, "items", reader.readInt(), vectors.size());
            expect(file, "dimension", reader.readInt(), vectors.dimension());
            OnHeapGraphIndex graph = OnHeapGraphIndex.load(reader, vectors.dimension() + 1, 1.2, null);
            graph.setAllMutationsCompleted();
            check(file, graph, vectors.size());
            return new GraphIndex(graph, vectors);
        }
    }

    private static void expect(Path file, String name, int value, int expected) {
        if (value != expected) {
            throw new BadReleaseException(
                    file, name + ": " + value + " (expected: " + expected + ", from the item vectors)");
        }
    }

    private static void check(Path file, OnHeapGraphIndex graph, int items) throws IOException {
        expect(file, "nodes", graph.size(0), items);
        expect(file, "node bound", graph.getIdUpperBound(), items);
        try (ImmutableGraphIndex.View view = graph.getView()) {
            for (int level = 0; level <= graph.getMaxLevel(); level++) {
                for (NodesIterator nodes = graph.getNodes(level); nodes.hasNext(); ) {
                    int node = nodes.nextInt();
                    for (NodesIterator near = graph.getNeighborsIterator(level, node); near.hasNext(); ) {
                        int neighbour = near.nextInt();
                        if (!graph.contains(level, neighbour)) {
                            throw new BadReleaseException(
                                    file, "node " + node + " links to " + neighbour + ", which is not there");
                        }
                    }
                }
            }
            if (items > 0 && !graph.containsNode(view.entryNode().node)) {
                throw new BadReleaseException(file, "has no entry node");
            }
        }
    }
}
