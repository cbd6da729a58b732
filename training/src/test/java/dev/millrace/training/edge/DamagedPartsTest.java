package dev.millrace.training.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.Column;
import dev.millrace.edge.catalog.EdgeCatalog;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Parts that are signed and yet make no sense: refused by name, or harmless. */
final class DamagedPartsTest {
    private static final int MUTATIONS = 3_000;
    private static final long MOST_BYTES = 8L << 20;

    private final RandomCatalog all = new RandomCatalog(200, 8, 6);
    private final BundleParts sound = new CatalogCoder(
                    all.catalog,
                    all.foldIn,
                    IntStream.range(0, all.catalog.items().size()).toArray())
            .code(new Precision(4, 4, 4, true, -1));

    @Test
    void aSoundCatalogueIsReadToItsEnd() {
        assertThat(readAll(EdgeCatalog.read(sound))).isFinite();
    }

    @Test
    void anyMutationIsRefusedOrHarmlessAndAllocatesLittle() {
        long seed = 20_261_124;
        Random random = new Random(seed);
        List<String> names = List.copyOf(sound.all().keySet());
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            String name = names.get(random.nextInt(names.size()));
            BundleParts parts = new BundleParts().putAll(sound).put(name, mutated(sound.bytes(name), random));
            String trial = "seed " + seed + ", mutation " + i + " of " + name;
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                readAll(EdgeCatalog.read(parts));
            } catch (IllegalArgumentException e) {
                assertThat(e).as(trial).message().isNotBlank();
                refused++;
            } catch (IllegalStateException e) {
                assertThat(e).as(trial).hasMessageContaining("damaged at byte");
            } catch (RuntimeException e) {
                fail(trial, e);
            }
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .as(trial)
                    .isLessThan(MOST_BYTES);
        }
        assertThat(refused).isGreaterThan(MUTATIONS / 4);
    }

    private static byte[] mutated(byte[] sound, Random random) {
        byte[] bytes = sound.clone();
        switch (random.nextInt(4)) {
            case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 1 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(9));
            case 2 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            default -> {
                // The head of a part has its counts.
                int at = random.nextInt(Math.min(64, bytes.length));
                for (int i = at; i < Math.min(at + 4, bytes.length); i++) {
                    bytes[i] = (byte) (random.nextBoolean() ? 0xff : random.nextInt(256));
                }
            }
        }
        return bytes;
    }

    /** Looks at everything there is. */
    private static double readAll(EdgeCatalog read) {
        Catalog catalog = read.catalog();
        double sum = 0;
        float[] query = new float[catalog.vectors().dimension()];
        for (int item = 0; item < catalog.items().size(); item++) {
            String id = catalog.items().id(item);
            sum += catalog.items().ordinal(id)
                    + catalog.items().attributes(item).size();
            sum += catalog.vectors().dot(item, query) + catalog.statistics().count(item);
            for (int at = catalog.similar().begin(item); at < catalog.similar().end(item); at++) {
                sum += catalog.similar().neighbour(at) + 0 * catalog.similar().weight(at);
            }
            for (Column column : catalog.items().columns()) {
                if (column instanceof Column.Texts texts) {
                    for (int at = texts.words().begin(item); at < texts.words().end(item); at++) {
                        sum += texts.words().code(at)
                                + 0
                                        * Float.floatToIntBits(texts.words()
                                                .information(texts.words().code(at)));
                    }
                }
            }
        }
        return sum;
    }

    @Test
    void anOversizedCountIsNamedWithItsPart() {
        byte[] ids = sound.bytes(EdgeCatalog.IDS).clone();
        Arrays.fill(ids, 0, 4, (byte) 0x7f);
        assertThatThrownBy(
                        () -> EdgeCatalog.read(new BundleParts().putAll(sound).put(EdgeCatalog.IDS, ids)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("part " + EdgeCatalog.IDS)
                .hasMessageContaining("which are left");
    }

    @Test
    void partsOfTwoCataloguesDoNotMix() {
        RandomCatalog other = new RandomCatalog(150, 8, 7);
        BundleParts others = new CatalogCoder(
                        other.catalog, other.foldIn, IntStream.range(0, 150).toArray())
                .code(new Precision(4, 4, 4, true, -1));
        for (String name : sound.all().keySet()) {
            if (!name.equals(EdgeCatalog.SCHEMA)) {
                BundleParts mixed = new BundleParts().putAll(sound).put(name, others.bytes(name));
                assertThatThrownBy(() -> EdgeCatalog.read(mixed)).as(name).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }
}
