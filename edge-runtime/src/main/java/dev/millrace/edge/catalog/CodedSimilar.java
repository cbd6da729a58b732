package dev.millrace.edge.catalog;

import dev.millrace.cascade.feature.SimilarItems;

/**
 * Similar items as ordinals of as many bits as they need and weights of one byte: the logarithm of a weight in 256
 * equal steps between the least and the greatest, so that every weight is off by the same small share. Immutable and
 * thread-safe.
 */
final class CodedSimilar implements SimilarItems {
    private static final int STEPS = 256;

    private final Rows rows;
    private final Codes neighbours;
    private final Codes weights;
    private final float[] weightOfCode;

    private CodedSimilar(Rows rows, Codes neighbours, Codes weights, float[] weightOfCode) {
        this.rows = rows;
        this.neighbours = neighbours;
        this.weights = weights;
        this.weightOfCode = weightOfCode;
    }

    static CodedSimilar read(PartReader part, int items) {
        part.count("items", items, items);
        float least = part.float32("least logarithm");
        float step = part.float32("step");
        Rows rows = Rows.read(part, items);
        Codes neighbours = part.codesBelow("neighbour", rows.total(), items);
        Codes weights = part.codesBelow("weight", rows.total(), STEPS);
        part.end();
        float[] weightOfCode = new float[STEPS];
        for (int code = 0; code < STEPS; code++) {
            weightOfCode[code] = (float) Math.exp(least + (double) code * step);
        }
        return new CodedSimilar(rows, neighbours, weights, weightOfCode);
    }

    @Override
    public int size() {
        return rows.items();
    }

    @Override
    public int begin(int item) {
        return rows.begin(item);
    }

    @Override
    public int end(int item) {
        return rows.end(item);
    }

    @Override
    public int neighbour(int at) {
        return neighbours.get(at);
    }

    @Override
    public float weight(int at) {
        return weightOfCode[weights.get(at)];
    }
}
