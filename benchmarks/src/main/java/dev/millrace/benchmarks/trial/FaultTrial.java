package dev.millrace.benchmarks.trial;

import dev.millrace.benchmarks.load.LoadGenerator;
import dev.millrace.benchmarks.load.LoadOptions;
import dev.millrace.benchmarks.load.LoadResult;
import dev.millrace.benchmarks.load.Observer;
import dev.millrace.benchmarks.load.Pace;
import dev.millrace.benchmarks.load.Planned;
import dev.millrace.benchmarks.load.Verdict;
import dev.millrace.benchmarks.report.TextTable;
import dev.millrace.cascade.json.JsonObject;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Stages that fail in every way, alone and in pairs, while requests come: every answer is valid and says what is
 * missing, or is a refusal, and all is as before when the fault has ended. One thread at a time; used once.
 */
final class FaultTrial {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration MOMENT = Duration.ofMillis(200);
    private static final int CONNECTIONS = 64;
    private static final double MOST_SECONDS = 10;
    private static final double NANOS_PER_SECOND = 1e9;

    private final InetSocketAddress server;
    private final FaultyStages stages;
    private final List<Planned> requests;
    private final Options options;
    private final Consumer<String> told;

    /**
     * How far it goes. Immutable.
     *
     * @param rate requests a second
     * @param length of each case
     * @param pairs whether two stages fail at a time too
     */
    record Options(double rate, Duration length, boolean pairs) {
        /** Checks that there are requests in every case and in every look whether it is over. */
        Options {
            if (!(rate * seconds(MOMENT) >= 2) || !(rate * seconds(length) >= 2)) {
                throw new IllegalArgumentException("rate: " + rate + ", length: " + length
                        + " (expected: two requests at least in each, and in " + MOMENT + ")");
            }
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS_PER_SECOND;
    }

    /** A stage and what goes wrong with it. Immutable. */
    record Broken(String stage, Fault fault) {
        /**
         * Returns whether an answer can tell: a slow stage may be quick enough, and features that are no numbers are
         * missing ones.
         */
        boolean tells() {
            return fault != Fault.SLOW && fault != Fault.NAN;
        }

        @Override
        public String toString() {
            return stage + " " + fault.name().toLowerCase(Locale.ROOT);
        }
    }

    /** What became of the requests of one case. Immutable. */
    private record Case(
            List<Broken> broken,
            LoadResult result,
            List<String> unexplained,
            double fineShare,
            double recoveredSeconds) {
        String name() {
            return broken.stream().map(Broken::toString).collect(Collectors.joining(" and "));
        }

        long wrong() {
            return result.count(Verdict.INVALID, Verdict.FAILED, Verdict.MISSING);
        }

        boolean seen() {
            return FaultTrial.seen(broken, result.due(), result.count(Verdict.FULL));
        }

        boolean recovered() {
            return recoveredSeconds < MOST_SECONDS;
        }
    }

    /** Listens to the answers of one case. */
    private static final class Explanations implements Observer {
        private final List<String> unexplained = new ArrayList<>();
        private int served;
        private int fine;

        @Override
        public void ended(Ended ended) {
            if (ended.verdict().served()) {
                served++;
                fine += ended.body().contains("\"scoredBy\":\"fine\"") ? 1 : 0;
                String problem =
                        CoverageCheck.problem(ended.body(), ended.request().kind());
                if (problem != null) {
                    unexplained.add(problem);
                }
            }
        }
    }

    FaultTrial(
            InetSocketAddress server,
            FaultyStages stages,
            List<Planned> requests,
            Options options,
            Consumer<String> told) {
        this.server = server;
        this.stages = stages;
        this.requests = requests;
        this.options = options;
        this.told = told;
    }

    /** Returns every stage with every fault, and where asked for every two of different stages. */
    static List<List<Broken>> cases(List<String> stages, boolean pairs) {
        List<Broken> alone = new ArrayList<>();
        for (String stage : stages) {
            for (Fault fault : Fault.values()) {
                if (fault != Fault.NONE) {
                    alone.add(new Broken(stage, fault));
                }
            }
        }
        List<List<Broken>> cases = new ArrayList<>(alone.stream().map(List::of).toList());
        for (Broken one : alone) {
            for (Broken other : alone) {
                if (pairs && stages.indexOf(one.stage()) < stages.indexOf(other.stage())) {
                    cases.add(List.of(one, other));
                }
            }
        }
        return cases;
    }

    TrialReport run() throws InterruptedException {
        load(Duration.ofSeconds(8), Observer.NONE);
        recover();
        List<Case> done = new ArrayList<>();
        List<List<Broken>> cases = cases(stages.names(), options.pairs());
        for (List<Broken> broken : cases) {
            Case each = one(broken);
            done.add(each);
            if (done.size() % 25 == 0) {
                told.accept(done.size() + " of " + cases.size() + " cases");
            }
        }
        return new TrialReport("faults", table(done), claims(done), figures(done));
    }

    private Case one(List<Broken> broken) throws InterruptedException {
        Explanations explanations = new Explanations();
        LoadResult result;
        broken.forEach(each -> stages.set(each.stage(), each.fault()));
        try {
            result = load(options.length(), explanations);
        } finally {
            broken.forEach(each -> stages.set(each.stage(), Fault.NONE));
        }
        double seconds = recover();
        double fine = explanations.served == 0 ? 0 : (double) explanations.fine / explanations.served;
        return new Case(broken, result, explanations.unexplained, fine, seconds);
    }

    private LoadResult load(Duration length, Observer observer) throws InterruptedException {
        return LoadGenerator.run(
                new LoadOptions(server, length, Duration.ZERO, CONNECTIONS, PATIENCE),
                new Pace.Open(options.rate(), false, 1),
                requests,
                observer);
    }

    /** Returns after how many seconds a moment began all of whose answers are in full. */
    private double recover() throws InterruptedException {
        long begin = System.nanoTime();
        double seconds = 0;
        while (seconds < MOST_SECONDS) {
            LoadResult result = load(MOMENT, Observer.NONE);
            if (result.count(Verdict.FULL) == result.due()) {
                break;
            }
            seconds = (System.nanoTime() - begin) / NANOS_PER_SECOND;
        }
        return seconds;
    }

    /** Returns whether some answer is not in full where one has to tell of a fault: else none was made. */
    static boolean seen(List<Broken> broken, long due, long full) {
        return full < due || broken.stream().noneMatch(Broken::tells);
    }

    private static List<Claim> claims(List<Case> cases) {
        List<Case> unseen = cases.stream().filter(each -> !each.seen()).toList();
        List<Case> wrong = cases.stream().filter(each -> each.wrong() > 0).toList();
        List<Case> unexplained =
                cases.stream().filter(each -> !each.unexplained().isEmpty()).toList();
        List<Case> lasting = cases.stream().filter(each -> !each.recovered()).toList();
        double longest =
                cases.stream().mapToDouble(Case::recoveredSeconds).max().orElse(0);
        long asked = cases.stream().mapToLong(each -> each.result().due()).sum();
        long served = cases.stream()
                .mapToLong(each -> each.result().count(Verdict.FULL, Verdict.DEGRADED))
                .sum();
        return List.of(
                new Claim(
                        "every answer is valid, or a refusal",
                        wrong.isEmpty(),
                        String.format(
                                Locale.ROOT,
                                "%d requests in %d cases, %.1f%% served%s",
                                asked,
                                cases.size(),
                                100.0 * served / asked,
                                wrong.isEmpty()
                                        ? ""
                                        : "; not so with " + names(wrong) + ": "
                                                + wrong.getFirst().result().problems())),
                new Claim(
                        "what is missing from an answer is explained in it",
                        unexplained.isEmpty(),
                        unexplained.isEmpty()
                                ? "always"
                                : "not so with " + names(unexplained) + ": "
                                        + unexplained.getFirst().unexplained().getFirst()),
                new Claim(
                        "a stage that throws, hangs or gives nothing is seen in some answer",
                        unseen.isEmpty(),
                        unseen.isEmpty() ? "always" : "not so with " + names(unseen)),
                Claim.mostAnswered(served, asked),
                new Claim(
                        "full quality returns when the fault has ended",
                        lasting.isEmpty(),
                        lasting.isEmpty()
                                ? String.format(Locale.ROOT, "after %.1f s at most", longest)
                                : "not so with " + names(lasting)));
    }

    private static String names(List<Case> cases) {
        return cases.stream().map(Case::name).limit(5).collect(Collectors.joining(", "))
                + (cases.size() > 5 ? " and " + (cases.size() - 5) + " more" : "");
    }

    /** One row for each stage that fails alone; pairs are in the figures. */
    private static String table(List<Case> cases) {
        List<List<String>> rows = new ArrayList<>();
        for (Case each : cases) {
            if (each.broken().size() == 1) {
                LoadResult result = each.result();
                rows.add(List.of(
                        each.name(),
                        Long.toString(result.count(Verdict.FULL)),
                        Long.toString(result.count(Verdict.DEGRADED)),
                        Long.toString(result.count(Verdict.REFUSED)),
                        Long.toString(each.wrong()),
                        String.format(Locale.ROOT, "%.0f%%", 100 * each.fineShare()),
                        String.format(Locale.ROOT, "%.1f", result.latencyMillis(99)),
                        String.format(Locale.ROOT, "%.1f", each.recoveredSeconds())));
            }
        }
        return TextTable.of(
                List.of("fault", "full", "degraded", "refused", "wrong", "by fine", "p99 ms", "back after s"), rows, 1);
    }

    private static JsonObject figures(List<Case> cases) {
        List<Object> list = new ArrayList<>();
        for (Case each : cases) {
            list.add(new JsonObject()
                    .put("fault", each.name())
                    .put("full", each.result().count(Verdict.FULL))
                    .put("degraded", each.result().count(Verdict.DEGRADED))
                    .put("refused", each.result().count(Verdict.REFUSED))
                    .put("wrong", each.wrong())
                    .put("unexplained", each.unexplained().size())
                    .put("p99Ms", each.result().latencyMillis(99))
                    .put("recoveredSeconds", each.recoveredSeconds()));
        }
        return new JsonObject().put("cases", list);
    }
}
