package dev.millrace.datasets.synthetic;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The items of the shop with what nobody sees of them: latent qualities, appeal, successors. Immutable and thread-safe.
 *
 * <p>An item stands in one category and is of one brand; its quality is a mix of both and of its own, its price that of
 * its category and brand. Appeal follows Zipf's law over a random order. Categories follow one another in a fixed
 * direction (after a tent comes a stove, after a stove no tent), and so do items: each has a few successors in the
 * categories that follow its own. Three items in ten arrive while the shop is open.
 */
final class Shelves {
    static final int LATENT = 8;
    static final int SUCCESSORS = 3;
    static final int FOLLOWING = 2;
    static final long OPENING = Instant.parse("2025-01-01T00:00:00Z").toEpochMilli();
    static final long OPEN_MILLIS = Duration.ofDays(180).toMillis();

    private static final double ZIPF = 0.8;
    private static final double ARRIVING = 0.3;

    final int categories;
    final int brands;
    final int[] category;
    final int[] brand;
    final float[] quality;
    final float[] logPrice;
    final float[] relativePrice;
    final float[] appeal;
    final long[] created;
    final int[] following;
    private final int[] shelfOffsets;
    private final int[] shelves;
    private final double[] cumulated;

    Shelves(ShopOptions options) {
        SplittableRandom random = new SplittableRandom(options.seed());
        int items = options.items();
        categories = Math.clamp((int) (StrictMath.sqrt(items) / 1.5), 8, Names.mostCategories());
        brands = Math.clamp(items / 25, 8, 4000);
        category = new int[items];
        brand = new int[items];
        quality = new float[items * LATENT];
        logPrice = new float[items];
        relativePrice = new float[items];
        created = new long[items];
        appeal = appeal(items, random);
        following = following(random);
        float[] categoryQuality = normals(categories * LATENT, random);
        float[] brandQuality = normals(brands * LATENT, random);
        float[] categoryPrice = normals(categories, random);
        float[] brandPrice = normals(brands, random);
        for (int item = 0; item < items; item++) {
            int c = random.nextInt(categories);
            int b = (int) (brands * StrictMath.pow(random.nextDouble(), 1.5));
            category[item] = c;
            brand[item] = b;
            for (int d = 0; d < LATENT; d++) {
                quality[item * LATENT + d] = 0.6f * categoryQuality[c * LATENT + d]
                        + 0.5f * brandQuality[b * LATENT + d]
                        + 0.6f * (float) random.nextGaussian();
            }
            relativePrice[item] = 0.4f * brandPrice[b] + 0.4f * (float) random.nextGaussian();
            logPrice[item] = 3.2f + 0.8f * categoryPrice[c] + relativePrice[item];
            created[item] = random.nextDouble() < ARRIVING
                    ? OPENING + (long) (random.nextDouble() * OPEN_MILLIS)
                    : OPENING - (long) (random.nextDouble() * 4 * OPEN_MILLIS);
        }
        shelfOffsets = new int[categories + 1];
        shelves = new int[items];
        cumulated = new double[items];
        fillShelves();
    }

    private static float[] normals(int count, SplittableRandom random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static float[] appeal(int items, SplittableRandom random) {
        int[] rank = new int[items];
        Arrays.setAll(rank, i -> i);
        for (int i = items - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = rank[i];
            rank[i] = rank[j];
            rank[j] = swap;
        }
        float[] appeal = new float[items];
        for (int i = 0; i < items; i++) {
            appeal[i] = (float) StrictMath.pow(rank[i] + 5, -ZIPF);
        }
        return appeal;
    }

    private int[] following(SplittableRandom random) {
        int[] next = new int[categories * FOLLOWING];
        for (int i = 0; i < next.length; i++) {
            next[i] = (i / FOLLOWING + 1 + random.nextInt(categories - 1)) % categories;
        }
        return next;
    }

    private void fillShelves() {
        for (int c : category) {
            shelfOffsets[c + 1]++;
        }
        for (int c = 0; c < categories; c++) {
            shelfOffsets[c + 1] += shelfOffsets[c];
        }
        int[] next = shelfOffsets.clone();
        for (int item = 0; item < category.length; item++) {
            shelves[next[category[item]]++] = item;
        }
        for (int c = 0; c < categories; c++) {
            double sum = 0;
            for (int at = shelfOffsets[c]; at < shelfOffsets[c + 1]; at++) {
                sum += appeal[shelves[at]];
                cumulated[at] = sum;
            }
        }
    }

    /** Returns an item of a category drawn by appeal, of those there at a time; -1 when luck finds none. */
    int draw(int fromCategory, long now, SplittableRandom random) {
        int begin = shelfOffsets[fromCategory];
        int end = shelfOffsets[fromCategory + 1];
        if (begin == end) {
            return -1;
        }
        for (int attempt = 0; attempt < 8; attempt++) {
            double target = random.nextDouble() * cumulated[end - 1];
            int at = Arrays.binarySearch(cumulated, begin, end, target);
            int item = shelves[Math.min(at < 0 ? -at - 1 : at, end - 1)];
            if (created[item] <= now) {
                return item;
            }
        }
        return -1;
    }

    /** Returns the {@code n}-th successor of an item: always the same, from a category that follows its own. */
    int successor(int item, int n) {
        int next = following[category[item] * FOLLOWING + n % FOLLOWING];
        SplittableRandom fixed = new SplittableRandom(item * 31L + n);
        return draw(next, Long.MAX_VALUE, fixed);
    }
}
