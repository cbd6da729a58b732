package dev.millrace.cascade.source;

import dev.millrace.cascade.candidate.Source;
import dev.millrace.cascade.json.JsonException;
import dev.millrace.cascade.json.JsonObject;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * How the sources are joined. Immutable.
 *
 * @param smoothing the constant k of reciprocal-rank fusion, &gt; 0: the greater, the less the first ranks stand out
 * @param sources what each source counts; one that is not named is off
 */
public record FusionConfig(double smoothing, Map<Source, Weight> sources) {
    /** The sources that can be named: those that propose items by themselves. */
    public static final Set<Source> NAMED = Collections.unmodifiableSet(
            EnumSet.of(Source.USER, Source.SIMILAR, Source.REPEAT, Source.POPULAR, Source.NEW));

    /** What a release is written with unless training found better. */
    public static final FusionConfig DEFAULT = new FusionConfig(
            60,
            Map.of(
                    Source.USER, new Weight(1, 1),
                    Source.SIMILAR, new Weight(1, 0.5),
                    Source.REPEAT, new Weight(1, 0.2),
                    Source.POPULAR, new Weight(0.2, 0.2),
                    Source.NEW, new Weight(0.2, 0.1)));

    /** Copies the map and checks the numbers. */
    public FusionConfig {
        sources = Collections.unmodifiableMap(new EnumMap<>(sources));
        if (!(smoothing > 0) || Double.isInfinite(smoothing)) {
            throw new IllegalArgumentException("smoothing: " + smoothing + " (expected: > 0)");
        }
        for (Source source : sources.keySet()) {
            if (!NAMED.contains(source)) {
                throw new IllegalArgumentException("source " + source.label() + ": proposes nothing by itself");
            }
        }
    }

    /**
     * What one source counts. Immutable.
     *
     * @param weight of its ranks in the fused score, &gt; 0
     * @param share how many items it proposes at most, as a share of the candidates wanted, in {@code (0, 1]}
     */
    public record Weight(double weight, double share) {
        /** Checks the numbers. */
        public Weight {
            if (!(weight > 0) || Double.isInfinite(weight)) {
                throw new IllegalArgumentException("weight: " + weight + " (expected: > 0)");
            }
            if (!(share > 0) || share > 1) {
                throw new IllegalArgumentException("share: " + share + " (expected: > 0, <= 1)");
            }
        }
    }

    /** Returns a configuration with the user's vector alone: the order is that of the vector index. */
    public static FusionConfig userOnly() {
        return new FusionConfig(60, Map.of(Source.USER, new Weight(1, 1)));
    }

    /** Returns a copy in which {@code source} counts {@code weight}. */
    public FusionConfig with(Source source, Weight weight) {
        Map<Source, Weight> copy = new EnumMap<>(Source.class);
        copy.putAll(sources);
        copy.put(source, weight);
        return new FusionConfig(smoothing, copy);
    }

    /** Returns this as the document {@code retrieval.json} of a release. */
    public JsonObject toJson() {
        JsonObject named = new JsonObject();
        sources.forEach((source, weight) -> named.put(
                source.label(), new JsonObject().put("weight", weight.weight()).put("share", weight.share())));
        return new JsonObject().put("smoothing", smoothing).put("sources", named);
    }

    /**
     * Reads {@link #toJson()} back.
     *
     * @throws IllegalArgumentException naming the member that does not fit
     */
    public static FusionConfig fromJson(JsonObject json) {
        try {
            known(json, "", Set.of("smoothing", "sources"));
            JsonObject named = json.object("sources");
            Map<Source, Weight> sources = new EnumMap<>(Source.class);
            for (String label : named.names()) {
                JsonObject weight = named.object(label);
                known(weight, "sources." + label + ".", Set.of("weight", "share"));
                sources.put(source(label), new Weight(weight.number("weight"), weight.number("share")));
            }
            return new FusionConfig(json.number("smoothing"), sources);
        } catch (JsonException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static void known(JsonObject json, String path, Set<String> members) {
        for (String name : json.names()) {
            if (!members.contains(name)) {
                throw new IllegalArgumentException(path + name + ": unknown (expected: one of "
                        + String.join(", ", new java.util.TreeSet<>(members)) + ")");
            }
        }
    }

    private static Source source(String label) {
        for (Source source : NAMED) {
            if (source.label().equals(label)) {
                return source;
            }
        }
        throw new IllegalArgumentException(
                "sources." + label + ": unknown (expected: user, similar, repeat, popular or new)");
    }
}
