package dev.millrace.retrieval.dense;

import dev.millrace.cascade.feature.ItemVectors;
import dev.millrace.cascade.release.BadReleaseException;
import io.github.jbellis.jvector.disk.RandomAccessReader;
import io.github.jbellis.jvector.disk.ReaderSupplier;
import io.github.jbellis.jvector.disk.ReaderSupplierFactory;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.NodesIterator;
import io.github.jbellis.jvector.graph.OnHeapGraphIndex;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file of a graph. Format, big-endian: the magic {@value #MAGIC}, items, dimension of the item vectors (int each),
 * then the graph as its library writes it. The vectors are not in it.
 */
final class GraphFile {
    private static final int MAGIC = 0x4d524731; // "MRG1"

    private GraphFile() {}

    static void write(GraphIndex index, ItemVectors vectors, Path file) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeInt(MAGIC);
            out.writeInt(vectors.size());
            out.writeInt(vectors.dimension());
            ((OnHeapGraphIndex) index.graph()).save(out);
        }
    }

    /** Reads a graph over {@code vectors}; throws {@link BadReleaseException} when the file is none or of others. */
    static GraphIndex read(Path file, ItemVectors vectors) {
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
        } catch (BadReleaseException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The library reads without checking: whatever it stumbles over says that the file is damaged.
            throw new BadReleaseException(file, "is no readable graph: " + e, e);
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
