package dev.millrace.training.sequence;

import dev.millrace.training.rerank.RerankNetwork;
import java.util.Arrays;

/** The fine ranker written again in plain loops, one event and one number at a time, as an oracle. */
final class PlainSequenceModel {
    private final SequenceWeights weights;
    private final ItemAttributes attributes;
    private final RerankNetwork ranker;
    private final NetworkShape shape;
    private final int d;

    PlainSequenceModel(SequenceWeights weights, ItemAttributes attributes, RerankNetwork ranker) {
        this.weights = weights;
        this.attributes = attributes;
        this.ranker = ranker;
        this.shape = weights.shape();
        this.d = shape.dimension();
    }

    double[] scores(long[] history, long[] types, long[] gaps, int[] candidates, float[] prior) {
        double[][] hidden = encode(history, types, gaps);
        double[] scores = new double[candidates.length];
        int p = ranker.names().size() - 2;
        for (int i = 0; i < candidates.length; i++) {
            float[] raw = Arrays.copyOfRange(prior, i * p, i * p + p + 2);
            double[] e = embedding(candidates[i]);
            raw[p] = (float) (dot(e, hidden[hidden.length - 1]) + weights.get("itemBias")[candidates[i]]);
            raw[p + 1] = (float) attend(e, hidden);
            scores[i] = ranker.score(raw, 0);
        }
        return scores;
    }

    double[][] encode(long[] history, long[] types, long[] gaps) {
        int length = history.length;
        double[][] x = new double[length][];
        for (int t = 0; t < length; t++) {
            double[] sum = embedding((int) history[t]);
            for (int j = 0; j < d; j++) {
                sum[j] += weights.get("type")[(int) types[t] * d + j] + weights.get("gap")[(int) gaps[t] * d + j];
            }
            x[t] = norm(sum, "input");
        }
        for (int layer = 0; layer < shape.layers(); layer++) {
            x = block(x, layer + ".");
        }
        for (int t = 0; t < length; t++) {
            x[t] = norm(x[t], "output");
        }
        return x;
    }

    private double[][] block(double[][] x, String prefix) {
        int length = x.length;
        int width = d / shape.heads();
        double[][] qkv = new double[length][];
        for (int t = 0; t < length; t++) {
            qkv[t] = dense(norm(x[t], prefix + "attention"), prefix + "qkv");
        }
        double[][] out = new double[length][];
        for (int t = 0; t < length; t++) {
            double[] mixed = new double[d];
            for (int head = 0; head < shape.heads(); head++) {
                double[] logits = new double[t + 1];
                for (int s = 0; s <= t; s++) {
                    double dot = 0;
                    for (int j = 0; j < width; j++) {
                        dot += qkv[t][head * width + j] * qkv[s][d + head * width + j];
                    }
                    logits[s] = dot / Math.sqrt(width) + weights.get("distance")[head * shape.maxLength() + t - s];
                }
                double[] share = softmax(logits);
                for (int s = 0; s <= t; s++) {
                    for (int j = 0; j < width; j++) {
                        mixed[head * width + j] += share[s] * qkv[s][2 * d + head * width + j];
                    }
                }
            }
            double[] y = add(x[t], dense(mixed, prefix + "mix"));
            double[] inner = dense(norm(y, prefix + "forward"), prefix + "up");
            for (int j = 0; j < inner.length; j++) {
                inner[j] = Math.max(0, inner[j]);
            }
            out[t] = add(y, dense(inner, prefix + "down"));
        }
        return out;
    }

    private double attend(double[] e, double[][] hidden) {
        double[] logits = new double[hidden.length];
        for (int t = 0; t < hidden.length; t++) {
            logits[t] = 0.5 * dot(e, hidden[t]);
        }
        double[] share = softmax(logits);
        double sum = 0;
        for (int t = 0; t < hidden.length; t++) {
            sum += share[t] * dot(e, hidden[t]);
        }
        return sum;
    }

    private double[] embedding(int item) {
        double[] e = new double[d];
        int count = attributes.end(item) - attributes.start(item);
        for (int j = 0; j < d; j++) {
            e[j] = weights.get("item")[item * d + j];
            for (int k = attributes.start(item); k < attributes.end(item); k++) {
                e[j] += weights.get("attribute")[attributes.value(k) * d + j] / count;
            }
        }
        return e;
    }

    private double[] dense(double[] x, String name) {
        float[] matrix = weights.get(name);
        float[] bias = weights.get(name + "Bias");
        double[] y = new double[bias.length];
        for (int j = 0; j < y.length; j++) {
            y[j] = bias[j];
            for (int i = 0; i < x.length; i++) {
                y[j] += x[i] * matrix[i * y.length + j];
            }
        }
        return y;
    }

    private double[] norm(double[] x, String name) {
        double mean = 0;
        double variance = 0;
        for (double value : x) {
            mean += value / x.length;
        }
        for (double value : x) {
            variance += (value - mean) * (value - mean) / x.length;
        }
        double[] y = new double[x.length];
        for (int j = 0; j < x.length; j++) {
            y[j] = (x[j] - mean) / Math.sqrt(variance + 1e-5) * weights.get(name + "Scale")[j]
                    + weights.get(name + "Shift")[j];
        }
        return y;
    }

    private static double[] softmax(double[] logits) {
        double max = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        double[] share = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            share[i] = Math.exp(logits[i] - max);
            sum += share[i];
        }
        for (int i = 0; i < logits.length; i++) {
            share[i] /= sum;
        }
        return share;
    }

    private static double[] add(double[] a, double[] b) {
        double[] sum = a.clone();
        for (int i = 0; i < a.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
