package dev.millrace.training.factors;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A run of the learner in progress: its epoch, its best state so far and for how long it has not got better. */
final class RunState {
    final SoftmaxLearner learner;
    /** Epochs done. */
    int epoch;
    /** Recall@20 of the best state, or NaN as long as none was measured. */
    double bestRecall = Double.NaN;

    int bestEpoch;
    /** Measurements since the best one. */
    int stale;
    /** [items x dimension] of the best state; empty as long as none was measured. */
    float[] bestInputVectors = new float[0];
    /** [items x dimension] of the best state; empty as long as none was measured. */
    float[] bestItemVectors = new float[0];

    RunState(SoftmaxLearner learner) {
        this.learner = learner;
    }

    /** Notes the recall measured after the current epoch. */
    void consider(double recall, float[] inputVectors, float[] itemVectors) {
        if (!(recall <= bestRecall)) {
            bestRecall = recall;
            bestEpoch = epoch;
            stale = 0;
            bestInputVectors = inputVectors;
            bestItemVectors = itemVectors;
        } else {
            stale++;
        }
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(epoch);
        out.writeDouble(bestRecall);
        out.writeInt(bestEpoch);
        out.writeInt(stale);
        out.writeInt(bestItemVectors.length);
        Floats.write(out, bestInputVectors);
        Floats.write(out, bestItemVectors);
        learner.write(out);
    }

    void read(DataInput in) throws IOException {
        epoch = in.readInt();
        bestRecall = in.readDouble();
        bestEpoch = in.readInt();
        stale = in.readInt();
        int length = in.readInt();
        bestInputVectors = new float[length];
        bestItemVectors = new float[length];
        Floats.read(in, bestInputVectors);
        Floats.read(in, bestItemVectors);
        learner.read(in);
    }
}
