package dev.millrace.benchmarks;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** What one core can compute at best: fused multiply-adds on registers, with nothing to load. Stateless. */
final class Peak {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int ROUNDS = 2_000_000;

    private Peak() {}

    /** Returns float32 operations a nanosecond, two for a multiply-add: the best of some tries. */
    static double flopsPerNano() {
        double best = 0;
        for (int attempt = 0; attempt < 40; attempt++) {
            long start = System.nanoTime();
            float sum = spin(ROUNDS / 10, attempt);
            long nanos = System.nanoTime() - start;
            if (sum == 42) {
                throw new IllegalStateException("sum: " + sum);
            }
            best = Math.max(best, 2.0 * 10 * SPECIES.length() * (ROUNDS / 10) / nanos);
        }
        return best;
    }

    private static float spin(int rounds, float seed) {
        FloatVector x = FloatVector.broadcast(SPECIES, 1e-9f);
        FloatVector y = FloatVector.broadcast(SPECIES, 0.999f);
        FloatVector a = FloatVector.broadcast(SPECIES, seed);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        FloatVector e = a;
        FloatVector f = a;
        FloatVector g = a;
        FloatVector h = a;
        FloatVector i = a;
        FloatVector j = a;
        for (int round = 0; round < rounds; round++) {
            a = a.fma(y, x);
            b = b.fma(y, x);
            c = c.fma(y, x);
            d = d.fma(y, x);
            e = e.fma(y, x);
            f = f.fma(y, x);
            g = g.fma(y, x);
            h = h.fma(y, x);
            i = i.fma(y, x);
            j = j.fma(y, x);
        }
        return a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).reduceLanes(VectorOperators.ADD);
    }
}
