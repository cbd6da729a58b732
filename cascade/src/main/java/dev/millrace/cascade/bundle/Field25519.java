package dev.millrace.cascade.bundle;

import java.math.BigInteger;

/**
 * A number modulo 2^255 - 19. Immutable.
 *
 * <p>Ten signed limbs of 26 bits, least significant first. Sums and differences are not carried: a limb of a product is
 * below 2^27 in magnitude, and a product takes factors whose limbs are below 2^28, so that a column of ten products
 * stays below 2^60. 2^260 is 608 here, which folds the upper half of a product onto the lower. Running time depends on
 * the values; nothing secret is computed with it but, on the exporter's own machine, a public key.
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
        long a0 = a[0];
        long a1 = a[1];
        long a2 = a[2];
        long a3 = a[3];
        long a4 = a[4];
        long a5 = a[5];
        long a6 = a[6];
        long a7 = a[7];
        long a8 = a[8];
        long a9 = a[9];
        long b0 = b[0];
        long b1 = b[1];
        long b2 = b[2];
        long b3 = b[3];
        long b4 = b[4];
        long b5 = b[5];
        long b6 = b[6];
        long b7 = b[7];
        long b8 = b[8];
        long b9 = b[9];
        long c0 = a0 * b0;
        long c1 = a0 * b1 + a1 * b0;
        long c2 = a0 * b2 + a1 * b1 + a2 * b0;
        long c3 = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0;
        long c4 = a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0;
        long c5 = a0 * b5 + a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 + a5 * b0;
        long c6 = a0 * b6 + a1 * b5 + a2 * b4 + a3 * b3 + a4 * b2 + a5 * b1 + a6 * b0;
        long c7 = a0 * b7 + a1 * b6 + a2 * b5 + a3 * b4 + a4 * b3 + a5 * b2 + a6 * b1 + a7 * b0;
        long c8 = a0 * b8 + a1 * b7 + a2 * b6 + a3 * b5 + a4 * b4 + a5 * b3 + a6 * b2 + a7 * b1 + a8 * b0;
        long c9 = a0 * b9 + a1 * b8 + a2 * b7 + a3 * b6 + a4 * b5 + a5 * b4 + a6 * b3 + a7 * b2 + a8 * b1 + a9 * b0;
        long c10 = a1 * b9 + a2 * b8 + a3 * b7 + a4 * b6 + a5 * b5 + a6 * b4 + a7 * b3 + a8 * b2 + a9 * b1;
        long c11 = a2 * b9 + a3 * b8 + a4 * b7 + a5 * b6 + a6 * b5 + a7 * b4 + a8 * b3 + a9 * b2;
        long c12 = a3 * b9 + a4 * b8 + a5 * b7 + a6 * b6 + a7 * b5 + a8 * b4 + a9 * b3;
        long c13 = a4 * b9 + a5 * b8 + a6 * b7 + a7 * b6 + a8 * b5 + a9 * b4;
        long c14 = a5 * b9 + a6 * b8 + a7 * b7 + a8 * b6 + a9 * b5;
        long c15 = a6 * b9 + a7 * b8 + a8 * b7 + a9 * b6;
        long c16 = a7 * b9 + a8 * b8 + a9 * b7;
        long c17 = a8 * b9 + a9 * b8;
        long c18 = a9 * b9;
        c1 += c0 >> BITS;
        c2 += c1 >> BITS;
        c3 += c2 >> BITS;
        c4 += c3 >> BITS;
        c5 += c4 >> BITS;
        c6 += c5 >> BITS;
        c7 += c6 >> BITS;
        c8 += c7 >> BITS;
        c9 += c8 >> BITS;
        c10 += c9 >> BITS;
        c11 += c10 >> BITS;
        c12 += c11 >> BITS;
        c13 += c12 >> BITS;
        c14 += c13 >> BITS;
        c15 += c14 >> BITS;
        c16 += c15 >> BITS;
        c17 += c16 >> BITS;
        c18 += c17 >> BITS;
        long[] product = new long[LIMBS];
        product[0] = (c0 & MASK) + FOLD * (c10 & MASK);
        product[1] = (c1 & MASK) + FOLD * (c11 & MASK);
        product[2] = (c2 & MASK) + FOLD * (c12 & MASK);
        product[3] = (c3 & MASK) + FOLD * (c13 & MASK);
        product[4] = (c4 & MASK) + FOLD * (c14 & MASK);
        product[5] = (c5 & MASK) + FOLD * (c15 & MASK);
        product[6] = (c6 & MASK) + FOLD * (c16 & MASK);
        product[7] = (c7 & MASK) + FOLD * (c17 & MASK);
        product[8] = (c8 & MASK) + FOLD * (c18 & MASK);
        product[9] = (c9 & MASK) + FOLD * (c18 >> BITS);
        return new Field25519(carried(product));
    }

    private static long[] carried(long[] limbs) {
        carry(limbs);
        long top = limbs[LIMBS - 1] >> BITS;
        limbs[LIMBS - 1] &= MASK;
        limbs[0] += FOLD * top;
        carry(limbs);
        return limbs;
    }

    private static void carry(long[] limbs) {
        for (int i = 0; i < LIMBS - 1; i++) {
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
