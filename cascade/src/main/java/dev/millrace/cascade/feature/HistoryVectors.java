package dev.millrace.cascade.feature;

import dev.millrace.cascade.release.ArrayFile;
import dev.millrace.cascade.release.ArrayFileWriter;
import dev.millrace.cascade.release.BadReleaseException;
import dev.millrace.cascade.release.Release;
import dev.millrace.cascade.release.ReleaseWriter;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Folds histories into user vectors, events weighed by their type. Immutable and thread-safe; scratch is pooled. */
public final class HistoryVectors implements UserVectors {
    private static final String FILE = "vectors/fold-in.bin";
    private static final String INPUTS = "inputs";
    private static final float[] NOTHING = new float[0];

    private final FoldIn foldIn;
    private final float[] typeWeights;
    private final Queue<Worker> pool = new ConcurrentLinkedQueue<>();

    /** Creates the fold-in of a schema's events. */
    public HistoryVectors(FoldIn foldIn, Schema schema) {
        this.foldIn = foldIn;
        this.typeWeights = new float[schema.eventTypes().size()];
        for (int type = 0; type < typeWeights.length; type++) {
            typeWeights[type] = schema.eventTypes().get(type).weight();
        }
    }

    /**
     * Reads the fold-in of a release; throws {@link BadReleaseException} where it does not fit the catalogue.
     *
     * @param reader reads the input vectors
     */
    public static HistoryVectors read(Release release, Catalog catalog, VectorReader reader) {
        ArrayFile file = release.arrays(FILE, INPUTS);
        ItemVectors vectors = catalog.vectors();
        ArrayFile.Span inputs = file.span(INPUTS);
        long expected = (long) vectors.size() * vectors.dimension();
        if (inputs.count() != expected) {
            throw new BadReleaseException(
                    release.file(FILE),
                    "inputs: " + inputs.count() + " numbers (expected: " + expected
                            + ", as many as vectors/items.bin has)");
        }
        try {
            FoldInParameters parameters =
                    new FoldInParameters(file.floats("recencyExponent")[0], file.ints("maxItems")[0]);
            FoldIn foldIn = new FoldIn(reader.read(inputs, vectors.dimension()), parameters);
            return new HistoryVectors(foldIn, catalog.items().schema());
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new BadReleaseException(release.file(FILE), String.valueOf(e.getMessage()), e);
        }
    }

    /** Returns the fold-in. */
    public FoldIn foldIn() {
        return foldIn;
    }

    /** Writes the fold-in into a release. */
    public void write(ReleaseWriter release) throws IOException {
        try (ArrayFileWriter file = new ArrayFileWriter(release.file(FILE))) {
            file.floats("recencyExponent", foldIn.parameters().recencyExponent())
                    .ints("maxItems", foldIn.parameters().maxItems())
                    .alignedFloats(INPUTS, FloatVectors.of(foldIn.inputs()).values());
        }
    }

    @Override
    public float[] of(History history, long nowMillis) {
        if (history.isEmpty()) {
            return NOTHING;
        }
        Worker worker = pool.poll();
        if (worker == null) {
            worker = new Worker();
        }
        float[] user = new float[foldIn.dimension()];
        boolean counted;
        try {
            counted = foldIn.fold(history.items(), weights(worker, history), history.size(), user, worker.scratch);
        } finally {
            pool.add(worker);
        }
        return counted ? user : NOTHING;
    }

    private float[] weights(Worker worker, History history) {
        if (worker.weights.length < history.size()) {
            worker.weights = new float[2 * history.size()];
        }
        for (int i = 0; i < history.size(); i++) {
            worker.weights[i] = typeWeights[history.type(i)];
        }
        return worker.weights;
    }

    /** The memory of one fold-in at a time. */
    private static final class Worker {
        private final FoldIn.Scratch scratch = new FoldIn.Scratch();
        private float[] weights = new float[0];
    }
}
