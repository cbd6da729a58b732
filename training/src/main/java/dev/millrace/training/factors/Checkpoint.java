package dev.millrace.training.factors;

import dev.millrace.cascade.file.AtomicFile;
import dev.millrace.cascade.file.FileWriteException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Training between two epochs: the outcomes of the runs that ended, the learning curve and the run in progress, in a
 * file that is replaced atomically. One thread at a time.
 *
 * <p>A file of other data, another configuration or another format is passed over and overwritten, and so is, with a
 * word of it, one that cannot be read to its end.
 */
final class Checkpoint {
    private static final long MAGIC = 0x4d52_4641_4354_0001L;

    /** A state that is written faster than this is written after every epoch. */
    private static final long QUICK_NANOS = 1_000_000_000;

    /** Others after so many times as long as writing took: a gigabyte takes longer than an epoch of few users. */
    private static final int APART = 10;

    private final Optional<Path> file;
    private final long fingerprint;
    private final FactorProgress.Listener listener;
    private final Map<String, Outcome> ended = new LinkedHashMap<>();
    private final List<FactorProgress> curve = new ArrayList<>();
    private String resumable = "";
    private long savedNanos;
    private long tookNanos;

    /** What is kept of a run that ended. */
    record Outcome(double recall, int epochs) {}

    private Checkpoint(Optional<Path> file, long fingerprint, FactorProgress.Listener listener) {
        this.file = file;
        this.fingerprint = fingerprint;
        this.listener = listener;
    }

    /** Reads the file if there is one of this fingerprint. */
    static Checkpoint open(Optional<Path> file, long fingerprint, FactorProgress.Listener listener) {
        Checkpoint checkpoint = new Checkpoint(file, fingerprint, listener);
        if (file.isPresent() && Files.isRegularFile(file.get())) {
            try (DataInputStream in = checkpoint.input()) {
                checkpoint.readHead(in);
            } catch (IOException e) {
                checkpoint.ended.clear();
                checkpoint.curve.clear();
                checkpoint.passOver("this training begins", e);
            }
        }
        return checkpoint;
    }

    private void passOver(String what, IOException e) {
        listener.say("checkpoint " + file.orElseThrow() + ": cannot be read, so " + what + " anew (" + e + ")");
    }

    private DataInputStream input() throws IOException {
        return new DataInputStream(new BufferedInputStream(Files.newInputStream(file.orElseThrow()), 1 << 16));
    }

    private void readHead(DataInputStream in) throws IOException {
        ended.clear();
        curve.clear();
        if (in.readLong() != MAGIC || in.readLong() != fingerprint) {
            return;
        }
        for (int count = in.readInt(); count > 0; count--) {
            ended.put(in.readUTF(), new Outcome(in.readDouble(), in.readInt()));
        }
        for (int count = in.readInt(); count > 0; count--) {
            curve.add(new FactorProgress(
                    in.readUTF(), in.readInt(), in.readInt(), in.readDouble(), in.readDouble(), in.readDouble()));
        }
        resumable = in.readUTF();
    }

    /** Returns the outcome of run {@code name} if it had ended. */
    Optional<Outcome> outcome(String name) {
        return Optional.ofNullable(ended.get(name));
    }

    /** Returns every epoch so far. */
    List<FactorProgress> curve() {
        return curve;
    }

    /** Returns where run {@code name} was interrupted, if that is the run in the file, and otherwise its beginning. */
    RunState resume(String name, Supplier<RunState> beginning) {
        RunState state = beginning.get();
        if (!resumable.equals(name)) {
            return state;
        }
        try (DataInputStream in = input()) {
            readHead(in);
            state.read(in);
            return state;
        } catch (IOException e) {
            curve.removeIf(point -> point.run().equals(name));
            passOver("run " + name + " begins", e);
            return beginning.get();
        }
    }

    /**
     * Keeps the state of run {@code name} after the epoch that {@code progress} tells of, or leaves it at an earlier
     * one where writing would take much of the time.
     */
    void save(String name, RunState state, FactorProgress progress) {
        curve.add(progress);
        long begin = System.nanoTime();
        if (file.isEmpty() || (tookNanos > QUICK_NANOS && begin - savedNanos < APART * tookNanos)) {
            return;
        }
        write(name, state);
        savedNanos = System.nanoTime();
        tookNanos = savedNanos - begin;
    }

    private void write(String name, RunState state) {
        Path target = file.get();
        Path temporary = target.resolveSibling(target.getFileName() + ".tmp");
        try {
            try (DataOutputStream out =
                    new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 16))) {
                writeHead(out, name);
                state.write(out);
            } catch (IOException e) {
                throw new FileWriteException(target, e);
            }
            AtomicFile.replace(temporary, target);
        } catch (IOException e) {
            throw new UncheckedIOException("checkpoint " + e.getMessage(), e);
        }
    }

    private void writeHead(DataOutputStream out, String name) throws IOException {
        out.writeLong(MAGIC);
        out.writeLong(fingerprint);
        out.writeInt(ended.size());
        for (Map.Entry<String, Outcome> run : ended.entrySet()) {
            out.writeUTF(run.getKey());
            out.writeDouble(run.getValue().recall());
            out.writeInt(run.getValue().epochs());
        }
        out.writeInt(curve.size());
        for (FactorProgress point : curve) {
            out.writeUTF(point.run());
            out.writeInt(point.epoch());
            out.writeInt(point.epochs());
            out.writeDouble(point.loss());
            out.writeDouble(point.recall());
            out.writeDouble(point.done());
        }
        out.writeUTF(name);
    }

    /** Notes that run {@code name} ended; it is in the file once the next run saves. */
    void end(String name, Outcome outcome) {
        ended.put(name, outcome);
    }
}
