package dev.millrace.cascade.feature;

/**
 * The natural logarithm to the precision of a float, which is all a feature keeps, and faster than {@link Math#log} for
 * it: one is taken of every candidate. The same on every machine.
 */
final class Logarithm {
    private static final int EXPONENT = 52;
    private static final int BIAS = 1023;
    private static final long MANTISSA = (1L << EXPONENT) - 1;
    private static final long ONE = (long) BIAS << EXPONENT;
    private static final double OF_TWO = StrictMath.log(2);

    /** Parts that [1, 2) is divided into; with four terms of the series the error is below 1e-11. */
    private static final int PARTS = 128;

    private static final int SHIFT = EXPONENT - 7;
    private static final double[] INVERSE = new double[PARTS];
    private static final double[] LOGARITHM = new double[PARTS];

    static {
        for (int part = 0; part < PARTS; part++) {
            double begin = 1 + part / (double) PARTS;
            INVERSE[part] = 1 / begin;
            LOGARITHM[part] = StrictMath.log(begin);
        }
    }

    private Logarithm() {}

    /** Returns the logarithm of a finite number that is at least 1; exactly 0 of 1. */
    static float of(double number) {
        long bits = Double.doubleToRawLongBits(number);
        int part = (int) (bits >>> SHIFT) & (PARTS - 1);
        double r = Double.longBitsToDouble((bits & MANTISSA) | ONE) * INVERSE[part] - 1;
        double ofRest = r * (1 - r * (1 / 2.0 - r * (1 / 3.0 - r / 4)));
        return (float) (((int) (bits >>> EXPONENT) - BIAS) * OF_TWO + (LOGARITHM[part] + ofRest));
    }
}
