package dev.millrace.benchmarks;

import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.TopItems;
import dev.millrace.cascade.feature.FloatVectors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Locale;

/**
 * hnswlib or faiss, called in this process through a shim of some lines. The index is built with all processors where
 * its file is not there, and searched with one thread. What a call across the border costs is less than a microsecond.
 * One thread at a time.
 */
final class NativePeer implements RetrievalEngine {
    private final NativeLibrary shim;
    private final String settings;
    private final int[] efforts;
    private final boolean timesWanted;
    private final MemorySegment handle;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment query;
    private final IdentityHashMap<Eligible, MemorySegment> filters = new IdentityHashMap<>();
    private MemorySegment ordinals = MemorySegment.NULL;
    private MemorySegment scores = MemorySegment.NULL;
    private int room;
    private int step;

    private NativePeer(
            NativeLibrary shim, String settings, MemorySegment handle, int dimension, int[] efforts, boolean times) {
        this.shim = shim;
        this.settings = settings;
        this.handle = handle;
        this.efforts = efforts.clone();
        this.timesWanted = times;
        this.query = arena.allocate(ValueLayout.JAVA_FLOAT, dimension);
    }

    /**
     * Opens hnswlib.
     *
     * @param folder of the index and the shim
     * @param connections M
     * @throws IOException naming the package to install where it cannot be compiled
     */
    static NativePeer hnswlib(Path folder, FloatVectors items, int connections) throws IOException {
        int[] percent = {100, 110, 125, 150, 200, 250, 300, 400, 600};
        return open(NativeLibrary.HNSWLIB, folder, items, Integer.toString(connections), percent, true);
    }

    /**
     * Opens faiss.
     *
     * @param folder of the index and the shim
     * @param factory as faiss' own factory understands it, such as {@code IVF2000,Flat}
     * @throws IOException naming the packages to install where it cannot be compiled
     */
    static NativePeer faiss(Path folder, FloatVectors items, String factory) throws IOException {
        int[] lists = {
            1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 23, 26, 30, 35, 40, 46, 53, 60, 70, 80, 100, 130
        };
        return open(NativeLibrary.FAISS, folder, items, factory, lists, false);
    }

    private static NativePeer open(
            NativeLibrary.Source source,
            Path folder,
            FloatVectors items,
            String settings,
            int[] efforts,
            boolean timesWanted)
            throws IOException {
        NativeLibrary shim = NativeLibrary.open(source, folder);
        Path file = folder.resolve(source.name() + "-" + settings.replace(',', '_') + ".index");
        if (!Files.exists(file)) {
            build(shim, source.name() + " " + settings, file, items);
        }
        return new NativePeer(
                shim,
                source.name() + " " + settings,
                shim.open(file, items.dimension()),
                items.dimension(),
                efforts,
                timesWanted);
    }

    private static void build(NativeLibrary shim, String name, Path file, FloatVectors items) throws IOException {
        int threads = Runtime.getRuntime().availableProcessors();
        Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
        long begin = System.nanoTime();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment vectors = arena.allocateFrom(ValueLayout.JAVA_FLOAT, items.values());
            String settings = name.substring(name.indexOf(' ') + 1);
            shim.build(unfinished, settings, vectors, items.size(), items.dimension(), threads);
        }
        Files.move(unfinished, file);
        System.out.printf(
                Locale.ROOT, "%s: built in %.0f s with %d threads%n", name, (System.nanoTime() - begin) / 1e9, threads);
    }

    @Override
    public boolean effort(int next) {
        step = next;
        if (step < efforts.length && !timesWanted) {
            shim.effort(handle, efforts[step]);
        }
        return step < efforts.length;
    }

    @Override
    public String settings() {
        return settings + (timesWanted ? ", ef " + efforts[step] + "% of wanted" : ", nprobe " + efforts[step]);
    }

    @Override
    public void search(float[] vector, Eligible eligible, TopItems into) {
        int wanted = Math.min(into.capacity(), eligible.count());
        if (wanted > room) {
            room = wanted;
            ordinals = arena.allocate(ValueLayout.JAVA_INT, room);
            scores = arena.allocate(ValueLayout.JAVA_FLOAT, room);
        }
        if (timesWanted) {
            shim.effort(handle, wanted * efforts[step] / 100);
        }
        MemorySegment.copy(vector, 0, query, ValueLayout.JAVA_FLOAT, 0, vector.length);
        int found = shim.search(handle, query, wanted, filter(eligible), ordinals, scores);
        for (int rank = 0; rank < found; rank++) {
            into.offer(
                    ordinals.getAtIndex(ValueLayout.JAVA_INT, rank), scores.getAtIndex(ValueLayout.JAVA_FLOAT, rank));
        }
        into.sort();
    }

    /** A bit an item, empty where everything is eligible. */
    private MemorySegment filter(Eligible eligible) {
        if (eligible.count() == eligible.bound()) {
            return MemorySegment.NULL;
        }
        return filters.computeIfAbsent(eligible, some -> {
            byte[] bits = new byte[(some.bound() + 7) / 8];
            for (int item = some.next(0); item >= 0; item = some.next(item + 1)) {
                bits[item >> 3] |= (byte) (1 << (item & 7));
            }
            return arena.allocateFrom(ValueLayout.JAVA_BYTE, bits);
        });
    }

    @Override
    public void close() {
        shim.close(handle);
        arena.close();
    }
}
