package dev.millrace.cascade.policy;

import dev.millrace.cascade.Request.Diversity;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.release.BadReleaseException;
import dev.millrace.cascade.release.Release;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The rules of {@code policy.json}, bound to the items of one release. Immutable and thread-safe; what an answer is
 * chosen in is pooled.
 *
 * <p>Order of work: boosts reorder within each tier; pins take their items out; of the rest, the best are chosen one by
 * one, by maximal marginal relevance among the first {@code pool} rows and by rank after them, as far as the quotas let
 * them; where that is too few, items over a quota fill the list; pinned items go to their positions. Only a pin lets an
 * item stand above one of a higher tier. See ADR 0041.
 */
public final class DeclaredPolicy implements Policy {
    /** The file in a release. */
    public static final String FILE = "policy.json";

    /** The strength of a request that asks for MMR without saying how much. */
    private static final float DEFAULT_STRENGTH = 0.3f;

    private final Rules rules;
    private final Catalog catalog;
    private final int pool;
    private final @Nullable ItemSet hidden;
    private final Boosts boosts;
    private final Pins pins;
    private final Quotas quotas;
    private final Queue<Chooser> pooled = new ConcurrentLinkedQueue<>();

    /**
     * Binds rules to a catalogue.
     *
     * @param pool how many of the best-ranked candidates may be reordered for variety, &gt; 0
     * @throws IllegalArgumentException when a rule names a field that the catalogue does not have
     */
    public DeclaredPolicy(Rules rules, Catalog catalog, int pool) {
        if (pool <= 0) {
            throw new IllegalArgumentException("pool: " + pool + " (expected: > 0)");
        }
        this.rules = rules;
        this.catalog = catalog;
        this.pool = pool;
        this.hidden = hidden(rules, catalog);
        this.boosts = new Boosts(rules, catalog.items());
        this.pins = new Pins(rules, catalog.items());
        this.quotas = new Quotas(rules, catalog.items());
    }

    /**
     * Reads and binds the policy of a release.
     *
     * @throws BadReleaseException naming the file and the path of what does not fit
     */
    public static DeclaredPolicy open(Release release, Catalog catalog, int pool) {
        try {
            Rules rules = PolicyReader.read(release.json(FILE), catalog.items().schema());
            return new DeclaredPolicy(rules, catalog, pool);
        } catch (IllegalArgumentException e) {
            throw new BadReleaseException(release.file(FILE), String.valueOf(e.getMessage()), e);
        }
    }

    private static @Nullable ItemSet hidden(Rules rules, Catalog catalog) {
        ItemSet hidden = null;
        for (Rule rule : rules.rules()) {
            if (rule instanceof Rule.Exclude exclude) {
                ItemSet items = exclude.when().matching(catalog.items());
                if (hidden == null) {
                    hidden = items;
                } else {
                    hidden.addAll(items);
                }
            }
        }
        return hidden;
    }

    @Override
    public boolean excludesSeen() {
        return rules.excludesSeen();
    }

    @Override
    public @Nullable ItemSet hidden() {
        return hidden;
    }

    @Override
    public int[] select(
            Query query, Candidates candidates, int[] ranked, int count, int numResults, Diversity diversity) {
        Chooser chooser = pooled.poll();
        if (chooser == null) {
            chooser = new Chooser(catalog.vectors(), quotas);
        }
        try {
            return select(chooser, candidates, ranked, count, Math.min(count, numResults), strength(diversity));
        } finally {
            pooled.add(chooser);
        }
    }

    private int[] select(Chooser chooser, Candidates candidates, int[] ranked, int count, int wanted, float strength) {
        int[] rows = chooser.rows(ranked, count);
        boosts.sort(candidates, rows, count, chooser.keys(), chooser.spare());
        int[] pinned = pins.take(candidates, rows, count, wanted);
        chooser.begin(candidates, Pins.without(rows, count), wanted);
        for (int row : pinned) {
            if (row != Pins.FREE) {
                chooser.pin(row);
            }
        }
        return Pins.place(pinned, chooser.choose(pool, strength));
    }

    private float strength(Diversity asked) {
        Diversity diversity = asked.method() == Diversity.Method.POLICY ? rules.diversity() : asked;
        if (diversity.method() != Diversity.Method.MMR) {
            return 0;
        }
        if (!Float.isNaN(diversity.strength())) {
            return diversity.strength();
        }
        float own = rules.diversity().strength();
        return rules.diversity().method() == Diversity.Method.MMR && !Float.isNaN(own) ? own : DEFAULT_STRENGTH;
    }
}
