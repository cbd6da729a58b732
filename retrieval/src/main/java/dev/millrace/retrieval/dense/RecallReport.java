package dev.millrace.retrieval.dense;

import dev.millrace.cascade.source.Effort;
import dev.millrace.cascade.source.VectorIndex.Strategy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a person should know of the recall a vector index has, over queries it was not tuned with. Immutable.
 *
 * @param lines by falling share that is eligible and rising number wanted; none where every search is an exact scan
 * @param notes bands in which an engine fell short of {@link Effort#RECALL}, with what is done there instead
 */
public record RecallReport(List<Line> lines, List<String> notes) {
    /** Keeps copies. */
    public RecallReport {
        lines = List.copyOf(lines);
        notes = List.copyOf(notes);
    }

    /**
     * The least recall of searches for so many, whatever engine they take and however the eligible items lie.
     * Immutable.
     *
     * @param wanted items wanted
     * @param selectivity share of the items that is eligible
     * @param recall mean share of the best that was found
     */
    public record Line(int wanted, double selectivity, double recall) {
        /** Returns the name of the figure: {@code recall@500}, {@code recall@500.filter10%}. */
        public String name() {
            return "recall@" + wanted + (selectivity == 1 ? "" : ".filter" + percent(selectivity));
        }
    }

    static RecallReport of(List<Planner.Measured> measured) {
        Map<Band, Double> least = new LinkedHashMap<>();
        List<String> notes = new ArrayList<>();
        for (Planner.Measured line : measured) {
            Band band = line.band();
            double recall = line.enough() ? line.recall() : 1;
            least.merge(new Band(band.wanted(), band.selectivity(), Band.Filter.NONE), recall, Math::min);
            if (line.asked() > Effort.RECALL) {
                notes.add(note(line));
            }
        }
        List<Line> lines = new ArrayList<>();
        least.forEach((band, recall) -> lines.add(new Line(band.wanted(), band.selectivity(), recall)));
        lines.sort(Comparator.comparingDouble(Line::selectivity).reversed().thenComparingInt(Line::wanted));
        return new RecallReport(lines, notes);
    }

    private static String note(Planner.Measured line) {
        Band band = line.band();
        String where = "best " + band.wanted()
                + (band.filter() == Band.Filter.NONE
                        ? ""
                        : " of " + percent(band.selectivity()) + " ("
                                + band.filter().label() + ")");
        String recall = String.format(Locale.ROOT, "%.3f", line.recall());
        if (line.engine() == Strategy.GRAPH) {
            return where + ": the graph finds " + recall + " (expected: >= " + Effort.RECALL + "), and is not walked";
        }
        return line.enough()
                ? where + ": scanned as for a recall of " + line.asked() + ", because less fell short of "
                        + Effort.RECALL
                : where + ": the lists find " + recall + " (expected: >= " + Effort.RECALL
                        + "), and all eligible items are scanned exactly";
    }

    /** Returns lines to print, one for each share that is eligible, then the notes. */
    public List<String> text() {
        if (lines.isEmpty()) {
            return List.of("recall of the vector index: 1, every search scans all eligible items");
        }
        Map<Double, StringBuilder> rows = new LinkedHashMap<>();
        for (Line line : lines) {
            rows.computeIfAbsent(line.selectivity(), RecallReport::head)
                    .append(String.format(Locale.ROOT, "  @%d %.3f", line.wanted(), line.recall()));
        }
        List<String> text = new ArrayList<>(
                rows.values().stream().map(StringBuilder::toString).toList());
        text.addAll(notes);
        return text;
    }

    private static StringBuilder head(double selectivity) {
        return new StringBuilder("recall of the vector index, ")
                .append(selectivity == 1 ? "unfiltered:" : percent(selectivity) + " eligible:");
    }

    private static String percent(double share) {
        double percent = Math.rint(share * 1e4) / 100;
        return (percent == Math.rint(percent) ? Long.toString(Math.round(percent)) : Double.toString(percent)) + "%";
    }
}
