package dev.millrace.training.pipeline;

import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.EventType;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.training.sequence.ItemAttributes;
import dev.millrace.training.sequence.SequenceData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The items and events learners learn from, in the shapes they take. Immutable and thread-safe.
 *
 * @param items the catalogue
 * @param events the training events
 * @param ordered whether the order of a user's events means something
 * @param repeats whether an item the user had before is something to predict
 */
public record LearningData(ItemTable items, UserEvents events, boolean ordered, boolean repeats) {
    /** A word of a text that fewer items have says too little, one that more have says nothing. */
    private static final int MIN_ITEMS_OF_A_WORD = 5;

    private static final double MAX_SHARE_OF_A_WORD = 0.2;

    /** Returns the weight of every event, by its type. */
    float[] weights() {
        List<EventType> types = items.schema().eventTypes();
        float[] weights = new float[events.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = types.get(events.types()[i]).weight();
        }
        return weights;
    }

    /** Returns the number of events of every item. */
    int[] itemCounts() {
        int[] counts = new int[items.size()];
        for (int item : events.items()) {
            counts[item]++;
        }
        return counts;
    }

    /** Returns the user of every event. */
    int[] eventUsers() {
        int[] users = new int[events.size()];
        for (int user = 0; user < events.users(); user++) {
            java.util.Arrays.fill(users, events.offsets()[user], events.offsets()[user + 1], user);
        }
        return users;
    }

    /**
     * Returns what each item is made of, as rows of term ordinals: its keywords, and the words of its texts that are
     * neither rare nor everywhere.
     */
    ItemAttributes attributes() {
        Map<String, Integer> ordinals = new HashMap<>();
        List<List<String>> rows = new ArrayList<>(items.size());
        Map<String, Integer> wordCounts = new HashMap<>();
        for (int item = 0; item < items.size(); item++) {
            List<String> words = words(item);
            rows.add(words);
            words.forEach(word -> wordCounts.merge(word, 1, Integer::sum));
        }
        int[] offsets = new int[items.size() + 1];
        List<Integer> terms = new ArrayList<>();
        for (int item = 0; item < items.size(); item++) {
            for (String keyword : keywords(item)) {
                terms.add(ordinals.computeIfAbsent(keyword, unseen -> ordinals.size()));
            }
            for (String word : rows.get(item)) {
                int count = wordCounts.getOrDefault(word, 0);
                if (count >= MIN_ITEMS_OF_A_WORD && count <= MAX_SHARE_OF_A_WORD * items.size()) {
                    terms.add(ordinals.computeIfAbsent(word, unseen -> ordinals.size()));
                }
            }
            offsets[item + 1] = terms.size();
        }
        return new ItemAttributes(
                ordinals.size(),
                offsets,
                terms.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Returns the events as the sequence learner takes them. */
    SequenceData sequences() {
        return new SequenceData(
                items.size(),
                items.schema().eventTypes().size(),
                events.offsets(),
                events.items(),
                events.types(),
                events.timed() ? events.timestamps() : new long[0],
                attributes());
    }

    /** Returns {@link #attributes()} as the factor learner takes them. */
    dev.millrace.training.factors.ItemAttributes factorAttributes() {
        ItemAttributes attributes = attributes();
        int[] starts = new int[items.size() + 1];
        for (int item = 0; item < items.size(); item++) {
            starts[item + 1] = attributes.end(item);
        }
        int[] values = new int[starts[items.size()]];
        java.util.Arrays.setAll(values, attributes::value);
        return new dev.millrace.training.factors.ItemAttributes(attributes.attributeCount(), starts, values);
    }

    private List<String> keywords(int item) {
        List<String> keywords = new ArrayList<>();
        for (int i = 0; i < items.columns().size(); i++) {
            if (items.columns().get(i) instanceof Column.Keywords column) {
                for (String value : column.values(item)) {
                    keywords.add(i + "=" + value);
                }
            }
        }
        return keywords;
    }

    private List<String> words(int item) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < items.columns().size(); i++) {
            if (items.columns().get(i) instanceof Column.Texts column && column.has(item)) {
                for (String word : column.value(item).toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1)) {
                    String term = i + "~" + word;
                    if (!word.isEmpty() && !words.contains(term)) {
                        words.add(term);
                    }
                }
            }
        }
        return words;
    }
}
