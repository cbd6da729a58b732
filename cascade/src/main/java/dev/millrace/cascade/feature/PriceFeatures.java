package dev.millrace.cascade.feature;

import dev.millrace.cascade.candidate.Candidates;
import java.util.List;

/**
 * The logarithm of the item's price, and how far it lies above the mean, lowest and highest of those in the history.
 * Missing where the item, or all of the history, has no price above zero.
 */
final class PriceFeatures implements FeatureGroup, FeatureGroup.Worker {
    private final ItemNumbers numbers;

    PriceFeatures(ItemNumbers numbers) {
        this.numbers = numbers;
    }

    @Override
    public List<String> names() {
        return List.of("price", "price.over.mean", "price.over.lowest", "price.over.highest");
    }

    @Override
    public Worker worker() {
        return this;
    }

    @Override
    public void fill(Query query, Candidates candidates, float[] matrix, int width, int column) {
        History history = query.history();
        double sum = 0;
        int priced = 0;
        float lowest = Float.POSITIVE_INFINITY;
        float highest = Float.NEGATIVE_INFINITY;
        for (int i = Math.max(0, history.size() - RankingFeatures.MAX_EVENTS); i < history.size(); i++) {
            float price = numbers.price(history.item(i));
            if (!Float.isNaN(price)) {
                sum += price;
                priced++;
                lowest = Math.min(lowest, price);
                highest = Math.max(highest, price);
            }
        }
        float mean = priced == 0 ? Float.NaN : (float) (sum / priced);
        lowest = priced == 0 ? Float.NaN : lowest;
        highest = priced == 0 ? Float.NaN : highest;
        for (int row = 0; row < candidates.size(); row++) {
            int at = row * width + column;
            float price = numbers.price(candidates.ordinal(row));
            matrix[at] = price;
            matrix[at + 1] = price - mean;
            matrix[at + 2] = price - lowest;
            matrix[at + 3] = price - highest;
        }
    }
}
