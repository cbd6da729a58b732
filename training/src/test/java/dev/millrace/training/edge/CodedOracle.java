package dev.millrace.training.edge;

import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.edge.catalog.CodedVectors;
import dev.millrace.edge.catalog.EdgeCatalog;
import java.util.stream.IntStream;

/** All vectors of a catalogue, coded in some bytes each, and how far they are off. */
final class CodedOracle {
    private final RandomCatalog all;
    private final CodedVectors vectors;
    private final int[] origin;

    CodedOracle(RandomCatalog all, int bytes) {
        this.all = all;
        int items = all.catalog.items().size();
        CatalogCoder coder = new CatalogCoder(
                all.catalog, all.foldIn, IntStream.range(0, items).toArray());
        this.origin = coder.items();
        this.vectors = (CodedVectors) EdgeCatalog.read(coder.code(new Precision(bytes, bytes, 1, true, -1)))
                .catalog()
                .vectors();
    }

    CodedVectors vectors() {
        return vectors;
    }

    /** Returns the squared error of inner products of pairs of items, relative to their squares. */
    double relativeError() {
        FloatVectors exact = FloatVectors.of(all.catalog.vectors());
        double error = 0;
        double total = 0;
        for (int a = 0; a < origin.length; a += 3) {
            for (int b = 1; b < origin.length; b += 3) {
                double expected = exact.dot(origin[a], origin[b]);
                error += Math.pow(vectors.dot(a, b) - expected, 2);
                total += expected * expected;
            }
        }
        return error / total;
    }
}
