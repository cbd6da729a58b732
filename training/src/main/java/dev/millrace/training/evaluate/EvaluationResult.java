package dev.millrace.training.evaluate;

import dev.millrace.cascade.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The metrics of several systems over the same users, with 95% bootstrap intervals. Immutable and thread-safe.
 *
 * @param users how many test users there were
 * @param metrics by system and metric label, in the order of the systems and of {@link Metric#STANDARD}; then
 *     {@code coverage}, a property of all rankings together, whose interval is the value itself
 * @param steps how much better each stage is than the one before it, NDCG@10, paired
 * @param kept the share of the exhaustive ranker's NDCG@10 that the cascade keeps, where both were evaluated
 * @param compute what each system spent
 */
public record EvaluationResult(
        int users,
        Map<String, Map<String, Interval>> metrics,
        List<Step> steps,
        Optional<Interval> kept,
        Map<String, Compute> compute) {
    /** The system whose share of {@link #EXHAUSTIVE} is reported. */
    public static final String CASCADE = "cascade";

    /** The fine ranker over the whole catalogue. */
    public static final String EXHAUSTIVE = "exhaustive";

    private static final List<String> STAGES = List.of("retrieve", "rerank", "fine");
    private static final Metric NDCG = new Metric(Metric.Kind.NDCG, 10);

    /**
     * A stage against the one before it. Immutable.
     *
     * @param system the later one
     * @param over the earlier one
     * @param gain difference of their NDCG@10
     */
    public record Step(String system, String over, Interval gain) {}

    static EvaluationResult of(int users, Map<String, SystemResult> results, Evaluation.Settings settings) {
        List<String> names = new ArrayList<>(results.keySet());
        List<SystemResult> measured = List.copyOf(results.values());
        List<double[]> columns = new ArrayList<>();
        measured.forEach(result -> columns.addAll(List.of(result.values())));
        Bootstrap bootstrap = Bootstrap.of(columns.toArray(double[][]::new), settings.resamples(), settings.seed());
        int width = Metric.STANDARD.size();
        int ndcg = Metric.STANDARD.indexOf(NDCG);

        Map<String, Map<String, Interval>> metrics = new LinkedHashMap<>();
        Map<String, Compute> compute = new LinkedHashMap<>();
        for (int s = 0; s < names.size(); s++) {
            Map<String, Interval> values = new LinkedHashMap<>();
            for (int m = 0; m < width; m++) {
                values.put(Metric.STANDARD.get(m).label(), bootstrap.mean(s * width + m));
            }
            double coverage = measured.get(s).coverage();
            values.put("coverage", new Interval(coverage, coverage, coverage));
            metrics.put(names.get(s), values);
            compute.put(names.get(s), measured.get(s).compute());
        }
        List<Step> steps = new ArrayList<>();
        List<String> stages = STAGES.stream().filter(results::containsKey).toList();
        for (int i = 1; i < stages.size(); i++) {
            int later = names.indexOf(stages.get(i)) * width + ndcg;
            int earlier = names.indexOf(stages.get(i - 1)) * width + ndcg;
            steps.add(new Step(stages.get(i), stages.get(i - 1), bootstrap.difference(later, earlier)));
        }
        Optional<Interval> kept = names.contains(CASCADE) && names.contains(EXHAUSTIVE)
                ? Optional.of(bootstrap.share(
                        names.indexOf(CASCADE) * width + ndcg, names.indexOf(EXHAUSTIVE) * width + ndcg))
                : Optional.empty();
        return new EvaluationResult(users, metrics, steps, kept, compute);
    }

    /** Returns a measured value; throws when the system or metric was not evaluated. */
    public Interval metric(String system, String metric) {
        Map<String, Interval> values = metrics.get(system);
        Interval interval = values == null ? null : values.get(metric);
        if (interval == null) {
            throw new IllegalArgumentException(
                    metric + " of " + system + ": not evaluated (expected: one of " + metrics.keySet() + ")");
        }
        return interval;
    }

    /**
     * Returns the share of the exhaustive ranker's compute the cascade spent: by operations where known, else by time.
     */
    Optional<Double> computeShare() {
        Compute part = compute.get(CASCADE);
        Compute whole = compute.get(EXHAUSTIVE);
        if (part == null || whole == null) {
            return Optional.empty();
        }
        boolean counted = part.operations() > 0 && whole.operations() > 0;
        double spent = counted ? part.operations() : part.cpuMicros();
        double all = counted ? whole.operations() : whole.cpuMicros();
        return all > 0 ? Optional.of(spent / all) : Optional.empty();
    }

    /** Returns the result as a document: {@code metrics}, {@code steps}, {@code ndcg10Kept} and {@code compute}. */
    public JsonObject toJson() {
        List<Object> rows = new ArrayList<>();
        metrics.forEach((system, values) -> values.forEach((metric, interval) ->
                rows.add(with(new JsonObject().put("system", system).put("metric", metric), interval))));
        List<Object> stepRows = new ArrayList<>();
        for (Step step : steps) {
            JsonObject row = new JsonObject()
                    .put("system", step.system())
                    .put("over", step.over())
                    .put("metric", NDCG.label());
            stepRows.add(with(row, step.gain()));
        }
        List<Object> computeRows = new ArrayList<>();
        compute.forEach((system, spent) -> computeRows.add(new JsonObject()
                .put("system", system)
                .put("cpuMicrosPerUser", spent.cpuMicros())
                .put("itemsScoredPerUser", spent.items())
                .put("operationsPerUser", spent.operations())));
        JsonObject json =
                new JsonObject().put("users", users).put("metrics", rows).put("steps", stepRows);
        kept.ifPresent(interval -> json.put("ndcg10Kept", with(new JsonObject(), interval)));
        computeShare().ifPresent(share -> json.put("computeShare", share));
        return json.put("compute", computeRows);
    }

    private static JsonObject with(JsonObject row, Interval interval) {
        return row.put("value", interval.value()).put("low", interval.low()).put("high", interval.high());
    }

    /** Returns the result as a table of text: a line for each system, then the stages against each other. */
    public String toTable() {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("system"));
        metrics.values().stream().findFirst().ifPresent(values -> head.addAll(values.keySet()));
        head.addAll(List.of("cpu us/user", "items/user", "flop/user"));
        rows.add(head);
        metrics.forEach((system, values) -> {
            List<String> row = new ArrayList<>(List.of(system));
            values.values().forEach(interval -> row.add(cell(interval)));
            Compute spent = compute.getOrDefault(system, new Compute());
            row.add(String.format(Locale.ROOT, "%.0f", spent.cpuMicros()));
            row.add(String.format(Locale.ROOT, "%.0f", spent.items()));
            row.add(spent.operations() == 0 ? "-" : String.format(Locale.ROOT, "%.2e", spent.operations()));
            rows.add(row);
        });
        StringBuilder table = new StringBuilder();
        table.append(users).append(" test users, 95% bootstrap intervals\n");
        append(table, rows);
        for (Step step : steps) {
            table.append(String.format(
                    Locale.ROOT,
                    "%s over %s, ndcg@10: %+.4f [%+.4f, %+.4f]%s\n",
                    step.system(),
                    step.over(),
                    step.gain().value(),
                    step.gain().low(),
                    step.gain().high(),
                    step.gain().excludesZero() ? "" : ", which does not exclude zero"));
        }
        kept.ifPresent(share -> table.append(String.format(
                Locale.ROOT,
                "the cascade keeps %.1f%% [%.1f%%, %.1f%%] of the exhaustive ranker's ndcg@10",
                100 * share.value(),
                100 * share.low(),
                100 * share.high())));
        computeShare()
                .ifPresent(
                        share -> table.append(String.format(Locale.ROOT, " for %.2f%% of its compute\n", 100 * share)));
        return table.toString();
    }

    private static String cell(Interval interval) {
        return interval.low() == interval.value() && interval.high() == interval.value()
                ? String.format(Locale.ROOT, "%.4f", interval.value())
                : String.format(Locale.ROOT, "%.4f [%.4f, %.4f]", interval.value(), interval.low(), interval.high());
    }

    private static void append(StringBuilder table, List<List<String>> rows) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int c = 0; c < widths.length; c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        for (List<String> row : rows) {
            for (int c = 0; c < widths.length; c++) {
                String space = " ".repeat(widths[c] - row.get(c).length());
                table.append(c == 0 ? row.get(c) + space : "  " + space + row.get(c));
            }
            table.append('\n');
        }
    }
}
