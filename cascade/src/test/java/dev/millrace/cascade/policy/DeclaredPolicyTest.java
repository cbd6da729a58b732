package dev.millrace.cascade.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.Request.Diversity;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.Eligible;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.candidate.Tier;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.EventType;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.FloatVectors;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.ItemStatistics;
import dev.millrace.cascade.feature.ItemTable;
import dev.millrace.cascade.feature.ItemVectors;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.feature.Schema;
import dev.millrace.cascade.feature.SimilarItems;
import dev.millrace.cascade.json.JsonReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeclaredPolicyTest {
    private static final int ITEMS = 120;
    private static final int BRANDS = 6;
    private static final Catalog CATALOG = catalog(new Random(3));
    private static final Query QUERY =
            new Query(History.EMPTY, new float[0], Eligible.everything(ITEMS), History.NO_TIME, Map.of());

    @Test
    void withoutRulesTheRankingIsLeftAlone() {
        DeclaredPolicy policy = policy(Rules.DEFAULT);
        assertThat(policy.hidden()).isNull();
        assertThat(policy.excludesSeen()).isTrue();
        Candidates candidates = candidates(new Random(1), 60);
        assertThat(select(policy, candidates, 20, Diversity.DEFAULT))
                .isEqualTo(ranked(candidates).subList(0, 20));
        assertThat(PolicyReader.read(
                        PolicyReader.defaultDocument(), CATALOG.items().schema()))
                .isEqualTo(Rules.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void whateverTheRulesTheListIsFullAndOnlyPinsCrossTiers(long seed) {
        Random random = new Random(seed);
        for (int trial = 0; trial < 100; trial++) {
            List<Rule> rules = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                rules.add(rule(random));
            }
            DeclaredPolicy policy =
                    new DeclaredPolicy(new Rules(true, Diversity.NONE, rules), CATALOG, 1 + random.nextInt(40));
            Candidates candidates = candidates(random, 1 + random.nextInt(ITEMS));
            int wanted = 1 + random.nextInt(40);
            Diversity diversity =
                    random.nextBoolean() ? Diversity.NONE : new Diversity(Diversity.Method.MMR, random.nextFloat());
            List<Integer> rows = select(policy, candidates, wanted, diversity);
            assertThat(rows)
                    .as("seed %s, trial %s, %s", seed, trial, rules)
                    .hasSize(Math.min(wanted, candidates.size()))
                    .doesNotHaveDuplicates()
                    .isEqualTo(select(policy, candidates, wanted, diversity));
            if (rules.stream().noneMatch(Rule.Pin.class::isInstance)) {
                assertThat(rows)
                        .isSortedAccordingTo(Comparator.comparing((Integer row) -> candidates.tier(row))
                                .reversed());
            }
        }
    }

    @Test
    void aBoostDividesThePositionWithinTheTier() {
        Random random = new Random(2);
        for (int trial = 0; trial < 100; trial++) {
            Candidates candidates = candidates(random, 80);
            String brand = "b" + random.nextInt(BRANDS);
            double factor = List.of(0.25, 0.5, 2.0, 10.0).get(random.nextInt(4));
            DeclaredPolicy policy = policy(new Rules(
                    true,
                    Diversity.NONE,
                    List.of(new Rule.Boost(new Condition.AnyKeyword("brand", List.of(brand)), factor))));
            Map<Integer, Double> keys = new HashMap<>();
            Map<Tier, Integer> positions = new HashMap<>();
            for (int row : ranked(candidates)) {
                int position = positions.merge(candidates.tier(row), 1, Integer::sum);
                keys.put(row, brands(candidates.ordinal(row)).contains(brand) ? position / factor : position);
            }
            List<Integer> expected = new ArrayList<>(ranked(candidates));
            expected.sort(Comparator.comparing((Integer row) -> candidates.tier(row))
                    .reversed()
                    .thenComparing(keys::get));
            assertThat(select(policy, candidates, 80, Diversity.NONE)).isEqualTo(expected);
        }
    }

    @Test
    void aQuotaHoldsAsLongAsOtherItemsAreLeft() {
        Random random = new Random(4);
        DeclaredPolicy policy = policy(new Rules(true, Diversity.NONE, List.of(new Rule.Quota("brand", 2))));
        for (int trial = 0; trial < 200; trial++) {
            Candidates candidates = candidates(random, 1 + random.nextInt(ITEMS));
            int wanted = 1 + random.nextInt(30);
            List<Integer> kept = new ArrayList<>();
            List<Integer> over = new ArrayList<>();
            Map<String, Integer> counts = new HashMap<>();
            for (int row : ranked(candidates)) {
                List<String> brands = brands(candidates.ordinal(row));
                if (kept.size() == wanted) {
                    break;
                }
                if (brands.stream().allMatch(brand -> counts.getOrDefault(brand, 0) < 2)) {
                    brands.forEach(brand -> counts.merge(brand, 1, Integer::sum));
                    kept.add(row);
                } else {
                    over.add(row);
                }
            }
            List<Integer> expected = new ArrayList<>(kept);
            over.stream().limit(wanted - kept.size()).forEach(expected::add);
            expected.sort(
                    Comparator.comparing((Integer row) -> candidates.tier(row)).reversed());
            assertThat(select(policy, candidates, wanted, Diversity.NONE))
                    .as("trial %s", trial)
                    .isEqualTo(expected);
        }
    }

    @Test
    void aPinPutsTheBestItemItMeansAtItsPosition() {
        Candidates candidates = candidates(new Random(5), 60);
        List<Integer> ranked = ranked(candidates);
        String last = CATALOG.items().id(candidates.ordinal(ranked.get(59)));
        String tenth = CATALOG.items().id(candidates.ordinal(ranked.get(9)));
        List<Integer> rows = select(
                policy(new Rules(
                        true,
                        Diversity.NONE,
                        List.of(
                                new Rule.Pin(new Condition.Ids(List.of(last, tenth)), 1),
                                new Rule.Pin(new Condition.Ids(List.of(last)), 1),
                                new Rule.Pin(new Condition.Ids(List.of("nobody")), 3),
                                new Rule.Pin(new Condition.AnyKeyword("brand", List.of("b1")), 21)))),
                candidates,
                20,
                Diversity.NONE);
        List<Integer> expected = new ArrayList<>(ranked.subList(0, 19));
        expected.removeIf(ranked.get(9)::equals);
        expected.add(0, ranked.get(9));
        expected.add(1, ranked.get(59));
        assertThat(rows).isEqualTo(expected);
    }

    @Test
    void diversificationIsGreedyMaximalMarginalRelevanceTierByTier() {
        Random random = new Random(6);
        for (int trial = 0; trial < 60; trial++) {
            int pool = 1 + random.nextInt(50);
            float strength = trial == 0 ? 1 : random.nextFloat();
            Candidates candidates = candidates(random, 70);
            DeclaredPolicy policy = new DeclaredPolicy(
                    new Rules(true, new Diversity(Diversity.Method.MMR, strength), List.of()), CATALOG, pool);
            List<Integer> ranked = ranked(candidates);
            List<Integer> expected = new ArrayList<>();
            for (Tier tier : List.of(Tier.FINE, Tier.RERANK, Tier.RETRIEVE)) {
                List<Integer> rows = ranked.subList(0, pool).stream()
                        .filter(row -> candidates.tier(row) == tier)
                        .toList();
                List<Integer> left = new ArrayList<>(rows);
                while (!left.isEmpty()) {
                    Integer best = left.stream()
                            .max(Comparator.comparingDouble((Integer row) -> (1 - strength)
                                                    * (1 - (double) rows.indexOf(row) / rows.size())
                                            - strength
                                                    * expected.stream()
                                                            .mapToDouble(other -> cosine(candidates, row, other))
                                                            .max()
                                                            .orElse(-1))
                                    .thenComparing(Comparator.<Integer>comparingInt(rows::indexOf)
                                            .reversed()))
                            .orElseThrow();
                    left.removeIf(best::equals);
                    expected.add(best);
                }
            }
            expected.addAll(ranked.subList(pool, 70));
            assertThat(select(policy, candidates, 25, Diversity.DEFAULT))
                    .as("trial %s", trial)
                    .isEqualTo(expected.subList(0, 25));
        }
    }

    @Test
    void diversificationMakesAnswersLessAlike() {
        assertThat(likeness(new Diversity(Diversity.Method.MMR, 0.7f))).isLessThan(likeness(Diversity.NONE) - 1);
    }

    /** Returns the mean over many answers of the sum of all cosines within. */
    private static double likeness(Diversity diversity) {
        Random random = new Random(7);
        double sum = 0;
        for (int trial = 0; trial < 50; trial++) {
            Candidates candidates = candidates(random, 100);
            List<Integer> rows = select(policy(Rules.DEFAULT), candidates, 10, diversity);
            for (int a : rows) {
                for (int b : rows) {
                    sum += a == b ? 0 : cosine(candidates, a, b);
                }
            }
        }
        return sum / 50;
    }

    @Test
    void everyConditionMeansTheItemsABruteForceLookFinds() {
        assertMeans("{\"field\":\"brand\",\"in\":[\"b1\",\"b4\"]}", item -> {
            List<String> brands = brands(item);
            return brands.contains("b1") || brands.contains("b4");
        });
        assertMeans("{\"field\":\"price\",\"in\":[3,5.5]}", item -> price(item) == 3 || price(item) == 5.5);
        assertMeans("{\"field\":\"price\",\"from\":2,\"to\":4}", item -> price(item) >= 2 && price(item) <= 4);
        assertMeans("{\"field\":\"price\",\"to\":4}", item -> price(item) <= 4);
        assertMeans(
                "{\"field\":\"created\",\"from\":\"1970-01-01T00:00:00.050Z\"}",
                item -> created(item) != History.NO_TIME && created(item) >= 50);
        assertMeans("{\"itemIds\":[\"i3\",\"gone\",\"i119\"]}", item -> item == 3 || item == 119);
    }

    private static void assertMeans(String when, java.util.function.IntPredicate expected) {
        String json = "{\"rules\":[{\"type\":\"exclude\",\"when\":" + when + "}]}";
        Rules rules = PolicyReader.read(JsonReader.parse(json), CATALOG.items().schema());
        ItemSet hidden = Objects.requireNonNull(policy(rules).hidden());
        assertThat(IntStream.range(0, ITEMS).filter(hidden::contains).toArray())
                .as(when)
                .isNotEmpty()
                .isEqualTo(IntStream.range(0, ITEMS).filter(expected).toArray());
    }

    @Test
    void aPolicyThatIsNotUnderstoodIsRefusedWithThePath() {
        assertRefused("{\"rulez\":[]}", "rulez: unknown (expected: one of seen, diversity, rules)");
        assertRefused("{\"seen\":\"maybe\"}", "seen: maybe");
        assertRefused("{\"diversity\":{\"method\":\"dpp\"}}", "diversity.method: dpp");
        assertRefused("{\"diversity\":{\"method\":\"mmr\",\"strength\":2}}", "diversity.strength: 2.0");
        assertRefused("{\"diversity\":{\"method\":\"none\",\"strength\":0.1}}", "diversity.strength: unknown");
        assertRule("{\"type\":\"hide\"}", "rules[0].type: hide");
        assertRule("{\"type\":\"boost\",\"when\":{\"itemIds\":[\"a\"]}}", "rules[0].factor: missing");
        assertRule("{\"type\":\"boost\",\"when\":{\"itemIds\":[\"a\"]},\"factor\":-1}", "rules[0].factor: -1.0");
        assertRule("{\"type\":\"pin\",\"when\":{\"itemIds\":[\"a\"]},\"position\":0}", "rules[0].position: 0");
        assertRule("{\"type\":\"quota\",\"field\":\"price\",\"max\":1}", "rules[0].field: price is NUMBER");
        assertRule("{\"type\":\"quota\",\"field\":\"brand\",\"max\":0}", "rules[0].max: 0");
        assertRule("{\"type\":\"quota\",\"field\":\"colour\",\"max\":1}", "rules[0].field: colour (expected: one of");
        assertRule("{\"type\":\"exclude\"}", "rules[0].when");
        assertRule("{\"type\":\"exclude\",\"when\":{}}", "rules[0].when: (expected: a field or itemIds)");
        assertRule("{\"type\":\"exclude\",\"when\":{\"itemIds\":[]}}", "rules[0].when.itemIds: is empty");
        assertRule("{\"type\":\"exclude\",\"when\":{\"field\":\"brand\"}}", "rules[0].when: (expected: in, from or to");
        assertRule(
                "{\"type\":\"exclude\",\"when\":{\"field\":\"brand\",\"from\":1}}",
                "rules[0].when.field brand is KEYWORD");
        assertRule("{\"type\":\"exclude\",\"when\":{\"field\":\"brand\",\"in\":[1]}}", "rules[0].when.in");
        assertRule("{\"type\":\"exclude\",\"when\":{\"field\":\"price\",\"from\":\"x\"}}", "rules[0].when.from");
        assertRule("{\"type\":\"exclude\",\"when\":{\"field\":\"created\",\"to\":\"x\"}}", "rules[0].when.to: x");
        assertRule(
                "{\"type\":\"exclude\",\"when\":{\"field\":\"price\",\"in\":[1],\"to\":2}}",
                "rules[0].when.to: unknown");
    }

    private static void assertRule(String rule, String message) {
        assertRefused("{\"rules\":[" + rule + "]}", message);
    }

    private static void assertRefused(String json, String message) {
        assertThatThrownBy(() -> PolicyReader.read(
                        JsonReader.parse(json), CATALOG.items().schema()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static Rule rule(Random random) {
        Condition when = random.nextBoolean()
                ? new Condition.AnyKeyword("brand", List.of("b" + random.nextInt(BRANDS)))
                : new Condition.NumberRange("price", random.nextInt(6), 9);
        return switch (random.nextInt(3)) {
            case 0 -> new Rule.Boost(when, Math.exp(random.nextGaussian()));
            case 1 -> new Rule.Pin(when, 1 + random.nextInt(12));
            default -> new Rule.Quota("brand", 1 + random.nextInt(4));
        };
    }

    private static DeclaredPolicy policy(Rules rules) {
        return new DeclaredPolicy(rules, CATALOG, 50);
    }

    private static List<Integer> select(DeclaredPolicy policy, Candidates candidates, int wanted, Diversity diversity) {
        int[] ranked = candidates.rank();
        int[] rows = policy.select(QUERY, candidates, ranked, candidates.size(), wanted, diversity);
        return IntStream.of(rows).boxed().toList();
    }

    private static List<Integer> ranked(Candidates candidates) {
        return IntStream.of(Arrays.copyOf(candidates.rank(), candidates.size()))
                .boxed()
                .toList();
    }

    private static Candidates candidates(Random random, int count) {
        Candidates candidates = new Candidates();
        List<Integer> items = new ArrayList<>(IntStream.range(0, ITEMS).boxed().toList());
        java.util.Collections.shuffle(items, random);
        for (int row = 0; row < count; row++) {
            candidates.add(items.get(row), 1, random.nextFloat());
            if (random.nextInt(3) > 0) {
                candidates.lift(row, Tier.RERANK, (float) random.nextGaussian());
                if (random.nextBoolean()) {
                    candidates.lift(row, Tier.FINE, (float) random.nextGaussian());
                }
            }
        }
        return candidates;
    }

    private static double cosine(Candidates candidates, int a, int b) {
        ItemVectors vectors = CATALOG.vectors();
        int x = candidates.ordinal(a);
        int y = candidates.ordinal(b);
        return vectors.dot(x, y) / Math.sqrt((double) vectors.dot(x, x) * vectors.dot(y, y));
    }

    private static List<String> brands(int item) {
        return ((Column.Keywords) CATALOG.items().columns().get(0)).values(item);
    }

    private static double price(int item) {
        return ((Column.Numbers) CATALOG.items().columns().get(1)).value(item);
    }

    private static long created(int item) {
        return ((Column.Instants) CATALOG.items().columns().get(2)).value(item);
    }

    private static Catalog catalog(Random random) {
        Schema schema = new Schema(
                List.of(
                        new Field("brand", Field.Type.KEYWORD, Field.Role.BRAND),
                        new Field("price", Field.Type.NUMBER, Field.Role.PRICE),
                        new Field("created", Field.Type.INSTANT, Field.Role.CREATED)),
                List.of(new EventType("view", 1)));
        List<String> brands = new ArrayList<>();
        IntStream.range(0, BRANDS).forEach(brand -> brands.add("b" + brand));
        List<String> ids = new ArrayList<>();
        int[] offsets = new int[ITEMS + 1];
        int[] codes = new int[ITEMS * 2];
        double[] prices = new double[ITEMS];
        long[] created = new long[ITEMS];
        for (int item = 0; item < ITEMS; item++) {
            ids.add("i" + item);
            int first = random.nextInt(BRANDS);
            int values = random.nextInt(3);
            for (int i = 0; i < values; i++) {
                codes[offsets[item] + i] = (first + i) % BRANDS;
            }
            offsets[item + 1] = offsets[item] + values;
            prices[item] = random.nextInt(5) == 0 ? Double.NaN : random.nextInt(20) / 2.0;
            created[item] = random.nextInt(5) == 0 ? History.NO_TIME : random.nextInt(100);
        }
        float[] vectors = new float[ITEMS * 5];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = (float) random.nextGaussian();
        }
        return new Catalog(
                new ItemTable(
                        schema,
                        ids,
                        List.of(
                                Column.keywords(brands, offsets, Arrays.copyOf(codes, offsets[ITEMS])),
                                Column.numbers(prices),
                                Column.instants(created))),
                new ItemStatistics(new float[ITEMS], new float[ITEMS], new long[ITEMS], History.NO_TIME, 0),
                new FloatVectors(vectors, 5),
                SimilarItems.none(ITEMS));
    }
}
