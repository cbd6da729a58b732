package dev.millrace.training.sequence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Cuts histories into windows and groups them into batches of about equal work.
 *
 * <p>A history longer than the network's is cut at a random place in every pass: each event is a target once a pass,
 * and sees another stretch of its past each time. Batches hold windows of similar length, so hardly anything is
 * padding, and come in random order.
 */
final class Windows {
    private static final int LEAST_STEPS = 40;

    private final SequenceData data;
    private final int[] ends;
    private final int maxLength;

    /** @param ends one past the last event to learn from, for every user */
    Windows(SequenceData data, int[] ends, int maxLength) {
        this.data = data;
        this.ends = ends;
        this.maxLength = maxLength;
    }

    /** The batches of one pass, in random order; small data is gone through as often as it takes for some steps. */
    List<List<Window>> batches(int batchPositions, Random random) {
        List<List<Window>> batches = new ArrayList<>();
        do {
            List<Window> windows = cut(random);
            if (windows.isEmpty()) {
                return batches;
            }
            Collections.shuffle(windows, random);
            add(windows, batchPositions, batches);
        } while (batches.size() < LEAST_STEPS);
        Collections.shuffle(batches, random);
        return batches;
    }

    private static void add(List<Window> windows, int batchPositions, List<List<Window>> batches) {
        int group = Math.max(64, windows.size() / 8);
        for (int from = 0; from < windows.size(); from += group) {
            List<Window> part = windows.subList(from, Math.min(windows.size(), from + group));
            part.sort(Comparator.comparingInt(Window::length));
            pack(part, batchPositions, batches);
        }
    }

    private static void pack(List<Window> windows, int batchPositions, List<List<Window>> batches) {
        List<Window> batch = new ArrayList<>();
        int positions = 0;
        for (Window window : windows) {
            if (!batch.isEmpty() && positions + window.length() - 1 > batchPositions) {
                batches.add(batch);
                batch = new ArrayList<>();
                positions = 0;
            }
            batch.add(window);
            positions += window.length() - 1;
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
    }

    private List<Window> cut(Random random) {
        List<Window> windows = new ArrayList<>();
        for (int user = 0; user < data.userCount(); user++) {
            int start = data.start(user);
            int end = ends[user];
            if (end - start - 1 > maxLength) {
                int to = start + 2 + random.nextInt(maxLength);
                windows.add(new Window(start, to));
                while (to < end) {
                    int next = Math.min(end, to + maxLength);
                    windows.add(new Window(to - 1, next));
                    to = next;
                }
            } else if (end - start > 1) {
                windows.add(new Window(start, end));
            }
        }
        return windows;
    }
}
