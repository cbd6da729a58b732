package dev.millrace.benchmarks.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What moved between two runs. Stateless.
 *
 * <p>The rule: a benchmark has moved when its 99.9% confidence intervals of the two runs do not meet and its time
 * changed by at least {@value #LEAST_PERCENT}%, which machines drift by on their own. A run with too few iterations has
 * no interval, and nothing can be said of it.
 */
public final class Comparison {
    /** A change smaller than this, in percent, is not called one. */
    static final int LEAST_PERCENT = 5;

    private Comparison() {}

    /** What a comparison says of a benchmark. */
    enum Move {
        FASTER,
        SLOWER,
        WITHIN_NOISE,
        NO_INTERVAL
    }

    static Move move(Measurement before, Measurement after) {
        if (Double.isNaN(before.error()) || Double.isNaN(after.error())) {
            return Move.NO_INTERVAL;
        }
        double distance = Math.abs(after.micros() - before.micros());
        boolean apart = distance > before.error() + after.error();
        if (!apart || distance < before.micros() * LEAST_PERCENT / 100) {
            return Move.WITHIN_NOISE;
        }
        return after.micros() < before.micros() ? Move.FASTER : Move.SLOWER;
    }

    /** Returns what moved, what did not, and what only one of the runs has. */
    public static String text(List<Measurement> before, List<Measurement> after) {
        Map<String, Measurement> old = new HashMap<>();
        before.forEach(measurement -> old.put(measurement.key(), measurement));
        List<List<String>> rows = new ArrayList<>();
        int alike = 0;
        int fresh = 0;
        for (Measurement measurement : after) {
            Measurement was = old.remove(measurement.key());
            if (was == null) {
                fresh++;
                continue;
            }
            Move move = move(was, measurement);
            if (move == Move.WITHIN_NOISE) {
                alike++;
                continue;
            }
            rows.add(List.of(
                    measurement.benchmark(),
                    measurement.parameterText(),
                    move.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    BudgetTable.time(was.micros()),
                    BudgetTable.time(measurement.micros()),
                    String.format(Locale.ROOT, "%+.0f%%", (measurement.micros() / was.micros() - 1) * 100)));
        }
        return (rows.isEmpty()
                        ? "Nothing moved beyond noise.\n"
                        : TextTable.of(List.of("benchmark", "parameters", "", "before", "after", "change"), rows, 3))
                + alike + " within noise, " + fresh + " only in this run, " + old.size() + " only in the earlier one."
                + " Moved: the 99.9% intervals of both runs are apart and the change is at least " + LEAST_PERCENT
                + "%.\n";
    }
}
