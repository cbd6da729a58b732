package dev.millrace.cascade.bundle;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A point of the curve edwards25519, in the extended coordinates and with the formulas of RFC 8032, section 5.1.4.
 * Immutable.
 */
final class EdwardsPoint {
    static final int BYTES = 32;
    static final EdwardsPoint ZERO = new EdwardsPoint(Field25519.ZERO, Field25519.ONE, Field25519.ONE, Field25519.ZERO);

    private static final Field25519 D =
            Field25519.ofHex("52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3");
    private static final Field25519 TWICE_D = Field25519.of(D.plus(D).toBigInteger());
    private static final Field25519 ROOT_OF_MINUS_ONE =
            Field25519.ofHex("2b8324804fc1df0b2b4d00993dfbd7a72f431806ad2fe478c4ee1b274a0ea0b0");
    static final EdwardsPoint BASE = affine(
            Field25519.ofHex("216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51a"),
            Field25519.ofHex("6666666666666666666666666666666666666666666666666666666666666658"));

    private final Field25519 x;
    private final Field25519 y;
    private final Field25519 z;
    private final Field25519 t;

    private EdwardsPoint(Field25519 x, Field25519 y, Field25519 z, Field25519 t) {
        this.x = x;
        this.y = y;
        this.z = z;
        this.t = t;
    }

    private static EdwardsPoint affine(Field25519 x, Field25519 y) {
        return new EdwardsPoint(x, y, Field25519.ONE, x.times(y));
    }

    /**
     * Decodes a point.
     *
     * @param bytes the 32 bytes of RFC 8032
     * @return null when they are no point, or not the one encoding of it
     */
    static @Nullable EdwardsPoint decode(byte[] bytes) {
        BigInteger encoded = littleEndian(bytes);
        boolean odd = encoded.testBit(255);
        BigInteger ordinate = encoded.clearBit(255);
        if (ordinate.compareTo(Field25519.P) >= 0) {
            return null;
        }
        Field25519 y = Field25519.of(ordinate);
        Field25519 yy = y.squared();
        Field25519 u = yy.minus(Field25519.ONE);
        Field25519 v = D.times(yy).plus(Field25519.ONE);
        Field25519 x = root(u, v);
        if (x == null || (odd && x.isZero())) {
            return null;
        }
        return affine(x.toBigInteger().testBit(0) == odd ? x : Field25519.ZERO.minus(x), y);
    }

    /** Returns a square root of u/v, or null when there is none. */
    private static @Nullable Field25519 root(Field25519 u, Field25519 v) {
        Field25519 v3 = v.squared().times(v);
        Field25519 candidate = u.times(v3).times(u.times(v3.squared().times(v)).rootPower());
        Field25519 square = v.times(candidate.squared());
        if (square.minus(u).isZero()) {
            return candidate;
        }
        return square.plus(u).isZero() ? candidate.times(ROOT_OF_MINUS_ONE) : null;
    }

    /** Encodes the point in 32 bytes. */
    byte[] encode() {
        Field25519 inverse = z.inverse();
        BigInteger encoded = y.times(inverse).toBigInteger();
        if (x.times(inverse).toBigInteger().testBit(0)) {
            encoded = encoded.setBit(255);
        }
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            bytes[i] = encoded.shiftRight(8 * i).byteValue();
        }
        return bytes;
    }

    static BigInteger littleEndian(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[bytes.length - 1 - i] = bytes[i];
        }
        return new BigInteger(1, reversed);
    }

    EdwardsPoint negated() {
        return new EdwardsPoint(Field25519.ZERO.minus(x), y, z, Field25519.ZERO.minus(t));
    }

    EdwardsPoint plus(EdwardsPoint other) {
        Field25519 a = y.minus(x).times(other.y.minus(other.x));
        Field25519 b = y.plus(x).times(other.y.plus(other.x));
        Field25519 c = t.times(TWICE_D).times(other.t);
        Field25519 zz = z.times(other.z);
        return of(b.minus(a), zz.plus(zz).minus(c), zz.plus(zz).plus(c), b.plus(a));
    }

    EdwardsPoint doubled() {
        Field25519 xx = x.squared();
        Field25519 yy = y.squared();
        Field25519 zz = z.squared();
        Field25519 h = xx.plus(yy);
        Field25519 g = xx.minus(yy);
        return of(h.minus(x.plus(y).squared()), zz.plus(zz).plus(g), g, h);
    }

    private static EdwardsPoint of(Field25519 e, Field25519 f, Field25519 g, Field25519 h) {
        return new EdwardsPoint(e.times(f), g.times(h), f.times(g), e.times(h));
    }

    /** Returns whether eight times the point is zero: such a point as a key would sign for everybody. */
    boolean hasSmallOrder() {
        EdwardsPoint eightfold = doubled().doubled().doubled();
        return eightfold.x.isZero() && eightfold.y.minus(eightfold.z).isZero();
    }

    /** Returns {@code m * BASE + n * this}, both numbers non-negative, by doubling once for each pair of their bits. */
    EdwardsPoint combineWithBase(BigInteger m, BigInteger n) {
        EdwardsPoint both = plus(BASE);
        EdwardsPoint sum = ZERO;
        for (int bit = Math.max(m.bitLength(), n.bitLength()) - 1; bit >= 0; bit--) {
            sum = sum.doubled();
            if (m.testBit(bit)) {
                sum = sum.plus(n.testBit(bit) ? both : BASE);
            } else if (n.testBit(bit)) {
                sum = sum.plus(this);
            }
        }
        return sum;
    }
}
