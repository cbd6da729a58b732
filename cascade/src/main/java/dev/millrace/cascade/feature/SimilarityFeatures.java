package dev.millrace.cascade.feature;

import dev.millrace.cascade.candidate.Candidates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * How strongly the lists of the history's items name a candidate: summed over the newest visit, the newest 5 and 20,
 * all, all with weight {@code 1 / (1 + visits since)}, the largest single weight, and the sum for each of the heaviest
 * event types where there are several. Missing where there is no history; zero where no list names the item.
 *
 * <p>The candidates go into a small hash table, then the lists of the history are walked once and looked up in it.
 */
final class SimilarityFeatures implements FeatureGroup {
    private static final int MAX_TYPES = 4;
    private static final int COMMON = 6;

    /** Numbers a line of memory. */
    private static final int LINE = 16;

    private final SimilarItems similar;
    private final List<String> names;
    private final int[] slotOfType;

    SimilarityFeatures(SimilarItems similar, List<EventType> types) {
        this.similar = similar;
        names = new ArrayList<>(List.of(
                "similar.newest",
                "similar.newest5",
                "similar.newest20",
                "similar.all",
                "similar.recency",
                "similar.largest"));
        slotOfType = new int[types.size()];
        Arrays.fill(slotOfType, -1);
        if (types.size() > 1) {
            List<Integer> heaviest = new ArrayList<>();
            for (int code = 0; code < types.size(); code++) {
                heaviest.add(code);
            }
            heaviest.sort(new Comparator<Integer>() {
                @Override
                public int compare(Integer a, Integer b) {
                    return Float.compare(types.get(b).weight(), types.get(a).weight());
                }
            });
            for (int code : heaviest.subList(0, Math.min(MAX_TYPES, heaviest.size()))) {
                slotOfType[code] = names.size();
                names.add("similar.of." + types.get(code).name());
            }
        }
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public Worker worker() {
        return new Sums();
    }

    private final class Sums implements Worker {
        private final Visits visits = new Visits();
        private final OrdinalTable table = new OrdinalTable();
        private final int columns = names.size();
        private float[] sums = new float[0];
        private int[] slots = new int[0];

        @SuppressWarnings("UnusedVariable") // Written so that the reads which fill the caches are not left out.
        private float fetched;

        @Override
        public void fill(Query query, Candidates candidates, float[] matrix, int width, int column) {
            History history = query.history();
            int size = candidates.size();
            if (history.isEmpty()) {
                for (int row = 0; row < size; row++) {
                    int at = row * width + column;
                    Arrays.fill(matrix, at, at + columns, Float.NaN);
                }
                return;
            }
            table.reset(size);
            if (slots.length < size) {
                slots = new int[size];
            }
            for (int row = 0; row < size; row++) {
                slots[row] = table.put(candidates.ordinal(row));
            }
            if (sums.length < size * columns) {
                sums = new float[size * columns];
            }
            Arrays.fill(sums, 0, table.size() * columns, 0);
            walk(history);
            for (int row = 0; row < size; row++) {
                System.arraycopy(sums, slots[row] * columns, matrix, row * width + column, columns);
            }
        }

        private void walk(History history) {
            visits.read(history, RankingFeatures.MAX_EVENTS);
            fetch(history);
            for (int i = visits.first(); i < history.size(); i++) {
                int item = history.item(i);
                int back = visits.back(i);
                float recency = 1f / (1 + back);
                int typeSlot = slotOfType[history.type(i)];
                int end = similar.end(item);
                for (int at = similar.begin(item); at < end; at++) {
                    int slot = table.slot(similar.neighbour(at));
                    if (slot >= 0) {
                        add(slot * columns, similar.weight(at), back, recency, typeSlot);
                    }
                }
            }
        }

        /**
         * Reads a number of every line of memory the lists take, so that the processor waits for many lines at once.
         */
        private void fetch(History history) {
            float sum = 0;
            for (int i = visits.first(); i < history.size(); i++) {
                int item = history.item(i);
                int end = similar.end(item);
                for (int at = similar.begin(item); at < end; at += LINE) {
                    sum += similar.neighbour(at) + similar.weight(at);
                }
            }
            // Without a use the reads would be left out.
            fetched = sum;
        }

        private void add(int base, float weight, int back, float recency, int typeSlot) {
            if (back == 0) {
                sums[base] += weight;
            }
            if (back < 5) {
                sums[base + 1] += weight;
            }
            if (back < 20) {
                sums[base + 2] += weight;
            }
            sums[base + 3] += weight;
            sums[base + 4] += recency * weight;
            sums[base + 5] = Math.max(sums[base + 5], weight);
            if (typeSlot >= COMMON) {
                sums[base + typeSlot] += weight;
            }
        }
    }
}
