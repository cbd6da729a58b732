package dev.millrace.training.pipeline;

import dev.millrace.training.chart.Curve;
import dev.millrace.training.factors.FactorModel;
import dev.millrace.training.factors.FactorProgress;
import dev.millrace.training.rerank.RerankOutcome;
import dev.millrace.training.sequence.SequenceFit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes how the three models learned, as data and as pictures. Stateless. */
final class LearningCurves {
    private LearningCurves() {}

    static void write(Path folder, FactorModel factors, RerankOutcome reranker, SequenceFit fine) throws IOException {
        factors(factors.curve()).write(folder);
        List<Curve.Point> passes = new ArrayList<>();
        for (RerankOutcome.Epoch epoch : reranker.curve()) {
            passes.add(new Curve.Point(epoch.number(), epoch.loss(), epoch.ndcg(), Double.NaN));
        }
        new Curve("rerank", "softmax over candidates (nats)", "NDCG@10", passes).write(folder);
        fine(fine).write(folder);
    }

    /** Only the last run: those of the search before it have other settings and sizes. */
    private static Curve factors(List<FactorProgress> curve) {
        List<Curve.Point> points = new ArrayList<>();
        String last = curve.isEmpty() ? "" : curve.getLast().run();
        for (FactorProgress at : curve) {
            if (at.run().equals(last)) {
                points.add(new Curve.Point(at.epoch(), at.loss(), at.recall(), Double.NaN));
            }
        }
        return new Curve("factors", "sampled softmax (nats)", "Recall@20", points);
    }

    private static Curve fine(SequenceFit fit) {
        List<Curve.Point> points = new ArrayList<>();
        double seconds = 0;
        for (var point : fit.curve().points()) {
            seconds += point.seconds();
            points.add(new Curve.Point(point.epoch(), point.loss(), point.ndcg(), seconds));
        }
        return new Curve("fine", "cross-entropy (nats)", "NDCG@10", points);
    }
}
