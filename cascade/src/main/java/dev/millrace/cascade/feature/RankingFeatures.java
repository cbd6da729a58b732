package dev.millrace.cascade.feature;

import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.release.Pace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The features of a release: what its vectors, similar items, statistics and attributes say of a query and an item.
 *
 * <p>A row depends on the query and its item alone, never on the source that proposed the item or on the other
 * candidates, so that ranking a caller's items and recommending score alike. No feature is an id, and none is the
 * coordinate of a vector, so that a release may be learned anew under a re-ranker that stays. Which columns there are
 * follows from the schema: an attribute that is not declared has none. The work of a request grows with its history, of
 * which the newest {@value #MAX_EVENTS} events count, and its candidates, never with the catalogue.
 *
 * <p>Immutable and thread-safe; scratch is pooled.
 */
public final class RankingFeatures implements Features {
    /** The newest events of a history that features look at. */
    static final int MAX_EVENTS = 200;

    /** Where there are no prices nobody asks for one. */
    private static final Column.Numbers NO_PRICES = Column.numbers(new double[0]);

    private final List<FeatureGroup> groups;
    private final List<String> names;
    private final Queue<List<FeatureGroup.Worker>> pool = new ConcurrentLinkedQueue<>();

    /** Prepares the features of a catalogue, such as the terms of its attributes, once a release. */
    public RankingFeatures(Catalog catalog) {
        this(catalog, Pace.FULL);
    }

    /** Does the same at a pace. */
    public RankingFeatures(Catalog catalog, Pace pace) {
        List<FeatureGroup> all = new ArrayList<>();
        ItemTable items = catalog.items();
        ItemVectors vectors = catalog.vectors();
        Optional<Column.Numbers> prices = items.numbers(Field.Role.PRICE);
        ItemNumbers numbers = new ItemNumbers(catalog.statistics(), prices.orElse(NO_PRICES), vectors);
        all.add(new VectorFeatures(vectors, numbers));
        all.add(new SimilarityFeatures(catalog.similar(), items.schema().eventTypes()));
        all.add(new PopularityFeatures(catalog.statistics(), numbers));
        if (prices.isPresent()) {
            all.add(new PriceFeatures(numbers));
        }
        Optional<Column.Keywords> categories = items.keywords(Field.Role.CATEGORY);
        if (categories.isPresent()) {
            all.add(new TermFeatures("category", categories.get().terms()));
        }
        Optional<Column.Keywords> brands = items.keywords(Field.Role.BRAND);
        if (brands.isPresent()) {
            all.add(new TermFeatures("brand", brands.get().terms()));
        }
        Optional<Column.Texts> titles = items.texts(Field.Role.TITLE);
        if (titles.isPresent()) {
            all.add(new TermFeatures("title", titles.get().words(pace)));
        }
        all.add(new RepeatFeatures());
        all.add(new HistoryFeatures());
        groups = Collections.unmodifiableList(all);
        List<String> allNames = new ArrayList<>();
        for (FeatureGroup group : groups) {
            allNames.addAll(group.names());
        }
        names = Collections.unmodifiableList(allNames);
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public void build(Query query, Candidates candidates) {
        List<FeatureGroup.Worker> workers = pool.poll();
        if (workers == null) {
            workers = new ArrayList<>(groups.size());
            for (FeatureGroup group : groups) {
                workers.add(group.worker());
            }
        }
        try {
            float[] matrix = candidates.allocateFeatures(names.size());
            int column = 0;
            for (int i = 0; i < groups.size(); i++) {
                workers.get(i).fill(query, candidates, matrix, names.size(), column);
                column += groups.get(i).names().size();
            }
        } finally {
            pool.add(workers);
        }
    }
}
