package dev.millrace.training.sequence;

import dev.millrace.cascade.file.AtomicFile;
import dev.millrace.cascade.file.FileWriteException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Everything that changes while training runs, so that a run that was interrupted between two passes goes on as if
 * nothing had happened. One thread at a time.
 */
final class TrainingState {
    private static final int MAGIC = 0x4d534551;
    private static final int VERSION = 1;
    /** Steps until the full learning rate. */
    private static final int WARM_UP = 100;
    /** Standard deviation of the item embeddings at the start. */
    private static final float SPREAD = 0.02f;

    private final String fingerprint;
    final SequenceWeights weights;
    final SequenceWeights average;
    final SequenceWeights best;
    final AdamW adam;
    final List<LearningCurve.Point> curve = new ArrayList<>();

    /** @param fingerprint tells runs apart: a checkpoint of another is refused */
    TrainingState(SequenceSettings settings, String fingerprint) {
        this.fingerprint = fingerprint;
        Random random = new Random(settings.plan().seed());
        weights = SequenceWeights.random(settings.shape(), SPREAD, random);
        average = weights.copy();
        best = weights.copy();
        adam = new AdamW(weights.parameters(), settings.plan().learningRate(), WARM_UP);
    }

    /** Number of finished passes. */
    int epochs() {
        return curve.size();
    }

    /** Writes the state beside {@code file}, syncs it and then moves it there. */
    void save(Path file) throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(partial)))) {
            out.writeInt(MAGIC);
            out.writeInt(VERSION);
            out.writeUTF(fingerprint);
            weights.parameters().write(out);
            average.parameters().write(out);
            best.parameters().write(out);
            adam.write(out);
            out.writeInt(curve.size());
            for (LearningCurve.Point point : curve) {
                out.writeInt(point.epoch());
                out.writeDouble(point.loss());
                out.writeDouble(point.ndcg());
                out.writeDouble(point.hitRate());
                out.writeDouble(point.seconds());
            }
        } catch (IOException e) {
            throw new FileWriteException(file, e);
        }
        AtomicFile.replace(partial, file);
    }

    /**
     * Takes over a saved state.
     *
     * @return false, and nothing changed, when {@code file} is of another run or format
     * @throws IOException if it cannot be read to its end; the state is of no use then
     */
    boolean load(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            if (in.readInt() != MAGIC
                    || in.readInt() != VERSION
                    || !in.readUTF().equals(fingerprint)) {
                return false;
            }
            weights.parameters().read(in);
            average.parameters().read(in);
            best.parameters().read(in);
            adam.read(in);
            int points = in.readInt();
            for (int i = 0; i < points; i++) {
                curve.add(new LearningCurve.Point(
                        in.readInt(), in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble()));
            }
            return true;
        }
    }
}
