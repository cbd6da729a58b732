package dev.millrace.cascade.bundle;

import java.math.BigInteger;

/**
 * A number modulo 2^255 - 19. Immutable.
 *
 * <p>Ten signed limbs of 26 bits, least significant first. Sums and differences are not carried: a limb of a product is
 * below 2^27 in magnitude, and a product takes factors whose limbs are below 2^28, so that a column of ten products stays
 * below 2^60. 2^260 is 608 here, which folds the upper half of a product onto the lower. Running time depends on the
 * values; nothing secret is computed with it but, on the exporter's own machine, a public key.
 */
final class Field25519 {
    static final BigInteger P = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
    static final Field25519 ZERO = new Field25519(new long[10]);
    static final Field25519 ONE = of(BigInteger.ONE);

    private static final int LIMBS = 10;
    private static final int BITS = 26;
    private static final long MASK = (1L << BITS) - 1;
    private static final long FOLD = 608;

    private final long[] limbs;

    private Field25519(long[] limbs) {
        this.limbs = limbs;
    }

    static Field25519 of(BigInteger value) {
        long[] limbs = new long[LIMBS];
        BigInteger left = value.mod(P);
        for (int i = 0; i < LIMBS; i++) {
            limbs[i] = left.longValue() & MASK;
            left = left.shiftRight(BITS);
        }
        return new Field25519(limbs);
    }

    static Field25519 ofHex(String hex) {
        return of(new BigInteger(hex, 16));
    }

    /** Returns the one representative from 0 to p - 1. */
    BigInteger toBigInteger() {
        BigInteger value = BigInteger.ZERO;
        for (int i = LIMBS - 1; i >= 0; i--) {
            value = value.shiftLeft(BITS).add(BigInteger.valueOf(limbs[i]));
        }
        return value.mod(P);
    }

    boolean isZero() {
        return toBigInteger().signum() == 0;
    }

    Field25519 plus(Field25519 other) {
        long[] sum = new long[LIMBS];
        for (int i = 0; i < LIMBS; i++) {
            sum[i] = limbs[i] + other.limbs[i];
        }
        return new Field25519(sum);
    }

    Field25519 minus(Field25519 other) {
        long[] difference = new long[LIMBS];
        for (int i = 0; i < LIMBS; i++) {
            difference[i] = limbs[i] - other.limbs[i];
        }
        return new Field25519(difference);
    }

    Field25519 times(Field25519 other) {
        long[] a = limbs;
        long[] b = other.limbs;
        long[] wide = new long[2 * LIMBS];
        for (int i = 0; i < LIMBS; i++) {
            long factor = a[i];
            for (int j = 0; j < LIMBS; j++) {
                wide[i + j] += factor * b[j];
            }
        }
        return reduce(wide);
    }

    private static Field25519 reduce(long[] wide) {
        carry(wide, 2 * LIMBS - 1);
        long[] limbs = new long[LIMBS];
        for (int i = 0; i < LIMBS; i++) {
            limbs[i] = wide[i] + FOLD * wide[i + LIMBS];
        }
        carry(limbs, LIMBS - 1);
        long top = limbs[LIMBS - 1] >> BITS;
        limbs[LIMBS - 1] &= MASK;
        limbs[0] += FOLD * top;
        carry(limbs, LIMBS - 1);
        return new Field25519(limbs);
    }

    private static void carry(long[] limbs, int last) {
        for (int i = 0; i < last; i++) {
            limbs[i + 1] += limbs[i] >> BITS;
            limbs[i] &= MASK;
        }
    }

    Field25519 squared() {
        return times(this);
    }

    private Field25519 squared(int times) {
        Field25519 square = this;
        for (int i = 0; i < times; i++) {
            square = square.squared();
        }
        return square;
    }

    /** Returns this to the power p - 2, which is 1/this. */
    Field25519 inverse() {
        Field25519 eleventh = squared(3).times(this).times(squared());
        return powerOfOnes(eleventh).squared(5).times(eleventh);
    }

    /** Returns this to the power (p - 5) / 8, of which square roots are made. */
    Field25519 rootPower() {
        Field25519 eleventh = squared(3).times(this).times(squared());
        return powerOfOnes(eleventh).squared(2).times(this);
    }

    /** Returns this to the power 2^250 - 1, given its eleventh power. */
    private Field25519 powerOfOnes(Field25519 eleventh) {
        Field25519 ones5 = eleventh.squared().times(squared(3).times(this));
        Field25519 ones10 = ones5.squared(5).times(ones5);
        Field25519 ones20 = ones10.squared(10).times(ones10);
        Field25519 ones40 = ones20.squared(20).times(ones20);
        Field25519 ones50 = ones40.squared(10).times(ones10);
        Field25519 ones100 = ones50.squared(50).times(ones50);
        Field25519 ones200 = ones100.squared(100).times(ones100);
        return ones200.squared(50).times(ones50);
    }
}
