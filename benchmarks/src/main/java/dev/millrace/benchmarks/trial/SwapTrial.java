package dev.millrace.benchmarks.trial;

import dev.millrace.benchmarks.load.LoadGenerator;
import dev.millrace.benchmarks.load.LoadOptions;
import dev.millrace.benchmarks.load.Observer;
import dev.millrace.benchmarks.load.Pace;
import dev.millrace.benchmarks.load.Planned;
import dev.millrace.benchmarks.load.Verdict;
import dev.millrace.benchmarks.report.TextTable;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.release.ReleaseWriter;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Releases change under load, bad ones among them: no request fails, no answer is of two releases, and afterwards the
 * server holds no more than before. One thread at a time; used once.
 */
final class SwapTrial {
    /**
     * Swaps are asked for, not found; the heap is committed, so that resident memory moves by what is outside of it.
     */
    static final String CONFIG = "millrace.server.releases.watch-interval = 1 h\n";

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration SLICE = Duration.ofSeconds(5);
    /** The server sees that connections were closed, and closes the release before. */
    private static final Duration CLOSING = Duration.ofSeconds(3);

    private static final int CONNECTIONS = 128;
    /** Good ones between two bad ones. */
    private static final int GOOD_RUN = 3;

    private static final int SETTLING_SWAPS = 6;
    private static final double MOST_RATIO = 1.5;
    private static final long HTTP_OK = 200;
    private static final long HTTP_CONFLICT = 409;
    /** What may be gained, by part of {@link Footprint}: bytes, or a number. */
    private static final double[] GAIN = {8 << 20, 12 << 20, 4 << 20, 4 << 20, 64 << 20, 4, 6};

    private final ServerProcess server;
    private final Path releases;
    private final List<Planned> requests;
    private final Options options;
    private final Consumer<String> told;
    private final Changes changes = new Changes();
    private int slices;

    /**
     * How far it goes. Immutable.
     *
     * @param swaps that go live
     * @param rate requests a second
     * @param calm how long nothing is changed, before and after
     */
    record Options(int swaps, double rate, Duration calm) {}

    /** What became of the changes that were asked for. Used by the thread that asks. */
    private static final class Changes {
        private final Map<String, String> refusals = new TreeMap<>();
        private final List<String> surprises = new ArrayList<>();
        private final Histogram millis = new Histogram(3);
        private int swapped;
        private int refused;
    }

    /** Listens to answers. Used by the load's thread. */
    static final class Answers implements Observer {
        private static final String TITLE = "\"title\":\"";
        private static final String NO_ITEMS = "\"items\":[]";

        private final Histogram latency = new Histogram(3);
        private final Map<Verdict, Long> verdicts = new TreeMap<>();
        private final Map<String, Long> releases = new TreeMap<>();
        private long mixed;
        private String example = "";

        /** Returns how many were not all of the release they name. */
        long mixed() {
            return mixed;
        }

        /** Returns how many were asked. */
        long asked() {
            return count(Verdict.values());
        }

        @Override
        public void ended(Ended ended) {
            verdicts.merge(ended.verdict(), 1L, Long::sum);
            if (ended.verdict().served() || ended.verdict() == Verdict.MISSING) {
                latency.recordValue(Math.max(0, ended.endNanos() - ended.dueNanos()));
            }
            if (ended.verdict().served()) {
                String release = text(ended.body(), "\"release\":\"", 0);
                releases.merge(release, 1L, Long::sum);
                boolean same = ended.body().contains(TITLE) || ended.body().contains(NO_ITEMS);
                for (int at = ended.body().indexOf(TITLE);
                        at >= 0;
                        at = ended.body().indexOf(TITLE, at + 1)) {
                    same &= text(ended.body(), TITLE, at).endsWith(" " + release);
                }
                if (!same) {
                    mixed++;
                    example = ended.body();
                }
            }
        }

        private static String text(String body, String mark, int from) {
            int begin = body.indexOf(mark, from) + mark.length();
            return body.substring(begin, body.indexOf('"', begin));
        }

        private long count(Verdict... which) {
            long count = 0;
            for (Verdict verdict : which) {
                count += verdicts.getOrDefault(verdict, 0L);
            }
            return count;
        }

        private JsonObject counts() {
            JsonObject json = new JsonObject().put("asked", asked()).put("mixed", mixed);
            verdicts.forEach((verdict, count) -> json.put(verdict.name().toLowerCase(Locale.ROOT), count));
            return json;
        }

        /** Milliseconds, of those that were answered, or waited for in vain. */
        double p99() {
            return latency.getValueAtPercentile(99) / 1e6;
        }
    }

    SwapTrial(ServerProcess server, Path releases, List<Planned> requests, Options options, Consumer<String> told) {
        this.server = server;
        this.releases = releases;
        this.requests = requests;
        this.options = options;
        this.told = told;
    }

    TrialReport run() throws IOException, InterruptedException {
        load(options.calm(), Observer.NONE);
        Answers settling = new Answers();
        changeUnderLoad(SETTLING_SWAPS, settling);
        Answers calm = new Answers();
        load(options.calm(), calm);
        Footprint before = footprint();
        Answers changing = new Answers();
        changeUnderLoad(options.swaps(), changing);
        Answers calmAgain = new Answers();
        load(options.calm(), calmAgain);
        Footprint after = footprint();
        List<Answers> all = List.of(calm, changing, calmAgain);
        return new TrialReport("swaps", table(all), claims(all, before, after), figures(all, before, after));
    }

    private Footprint footprint() throws IOException, InterruptedException {
        Thread.sleep(CLOSING);
        return Footprint.of(server);
    }

    /**
     * Loads the server slice by slice, with and without changes alike: each has arrivals, requests and connections of
     * its own.
     */
    private void load(Duration length, Observer observer) throws InterruptedException {
        for (Duration left = length; left.isPositive(); left = left.minus(SLICE)) {
            Duration slice = left.compareTo(SLICE) < 0 ? left : SLICE;
            int first = (int) (slices * options.rate() * SLICE.toSeconds() % requests.size());
            LoadGenerator.run(
                    new LoadOptions(server.address(), slice, Duration.ZERO, CONNECTIONS, PATIENCE),
                    new Pace.Open(options.rate(), true, slices++),
                    MixedRequests.rotated(requests, first),
                    observer);
        }
    }

    /** Loads the server until as many releases as asked for have gone live. */
    private void changeUnderLoad(int swaps, Answers answers) throws IOException, InterruptedException {
        FutureTask<Boolean> changer = new FutureTask<>(() -> change(swaps));
        Thread thread = new Thread(changer, "changes");
        thread.start();
        while (!changer.isDone()) {
            load(SLICE, answers);
        }
        try {
            changer.get();
        } catch (ExecutionException e) {
            throw new IOException("a release could not be asked for: " + e.getCause(), e);
        }
    }

    private boolean change(int swaps) throws IOException, InterruptedException {
        int good = 0;
        int bad = 0;
        int live = SwapReleases.GOOD.indexOf(liveVersion());
        while (good < swaps) {
            if (good > 0 && good % GOOD_RUN == 0 && bad < good / GOOD_RUN) {
                ask(SwapReleases.BAD.get(bad++ % SwapReleases.BAD.size()), false);
            } else {
                live = 1 - live;
                ask(SwapReleases.GOOD.get(live), true);
                good++;
                if (good % 20 == 0) {
                    told.accept(good + " swaps, " + bad + " refusals");
                }
            }
        }
        return true;
    }

    private String liveVersion() throws IOException, InterruptedException {
        String status = server.get("/v1/release");
        return SwapReleases.GOOD.stream()
                .filter(version -> status.contains("\"" + version + "\""))
                .findFirst()
                .orElseThrow(() -> new IOException("unexpected release: " + status));
    }

    private void ask(String version, boolean good) throws IOException, InterruptedException {
        ReleaseWriter.makeCurrent(releases, version);
        long begin = System.nanoTime();
        HttpResponse<String> answer = server.reload();
        if (good) {
            changes.millis.recordValue(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
            changes.swapped += answer.statusCode() == HTTP_OK && answer.body().contains("swapped") ? 1 : 0;
        } else {
            changes.refused += answer.statusCode() == HTTP_CONFLICT ? 1 : 0;
            changes.refusals.put(version, answer.body());
        }
        if (answer.statusCode() != (good ? HTTP_OK : HTTP_CONFLICT)) {
            changes.surprises.add(version + ": " + answer.statusCode() + " " + answer.body());
        }
    }

    private List<Claim> claims(List<Answers> all, Footprint before, Footprint after) {
        Answers calm = all.get(0);
        Answers changing = all.get(1);
        long failed = all.stream()
                .mapToLong(each -> each.count(Verdict.INVALID, Verdict.FAILED, Verdict.MISSING))
                .sum();
        long refused =
                all.stream().mapToLong(each -> each.count(Verdict.REFUSED)).sum();
        long mixed = all.stream().mapToLong(each -> each.mixed).sum();
        List<Claim> claims = new ArrayList<>(List.of(
                new Claim(
                        "good releases go live and bad ones are refused",
                        changes.surprises.isEmpty()
                                && changes.swapped == SETTLING_SWAPS + options.swaps()
                                && changes.refusals.size() == SwapReleases.BAD.size(),
                        changes.swapped + " swapped, " + changes.refused + " refused"
                                + (changes.surprises.isEmpty() ? "" : "; unexpected: " + changes.surprises.getFirst())),
                new Claim(
                        "no request fails",
                        failed == 0,
                        failed + " failed, " + refused + " refused, of " + changing.verdicts),
                new Claim(
                        "no answer is of two releases: every title has the mark of the release it names",
                        mixed == 0 && changing.releases.size() > 1,
                        mixed == 0 ? changing.releases.toString() : mixed + ", such as " + example(all)),
                new Claim(
                        "p99 at most 1.5 times that of no change in the same run",
                        changing.p99() <= MOST_RATIO * calm.p99(),
                        String.format(
                                Locale.ROOT,
                                "%.1f ms against %.1f, %.2f times",
                                changing.p99(),
                                calm.p99(),
                                changing.p99() / calm.p99()))));
        claims.add(Claim.mostAnswered(
                all.stream()
                        .mapToLong(each -> each.count(Verdict.FULL, Verdict.DEGRADED))
                        .sum(),
                all.stream().mapToLong(Answers::asked).sum()));
        for (int part = 0; part < GAIN.length; part++) {
            double unit = Footprint.unit(part);
            String of = Footprint.unitName(part);
            double gain = (after.values()[part] - before.values()[part]) / unit;
            claims.add(new Claim(
                    String.format(
                            Locale.ROOT,
                            "%s back to its level, +%.0f%s at most",
                            Footprint.NAMES.get(part),
                            GAIN[part] / unit,
                            of),
                    gain <= GAIN[part] / unit,
                    String.format(Locale.ROOT, "%+.1f%s, from %.1f", gain, of, before.values()[part] / unit)));
        }
        return claims;
    }

    private static String example(List<Answers> all) {
        return all.stream()
                .map(each -> each.example)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    private String table(List<Answers> all) {
        List<List<String>> rows = new ArrayList<>();
        List<String> names = List.of("no change", "changing", "no change again");
        for (int i = 0; i < all.size(); i++) {
            Answers each = all.get(i);
            rows.add(List.of(
                    names.get(i),
                    Long.toString(each.asked()),
                    Long.toString(each.count(Verdict.FULL)),
                    Long.toString(each.count(Verdict.DEGRADED)),
                    Long.toString(each.count(Verdict.REFUSED)),
                    String.format(Locale.ROOT, "%.1f", each.latency.getValueAtPercentile(50) / 1e6),
                    String.format(Locale.ROOT, "%.1f", each.p99()),
                    String.format(Locale.ROOT, "%.1f", each.latency.getMaxValue() / 1e6)));
        }
        StringBuilder text = new StringBuilder(TextTable.of(
                List.of("load", "asked", "full", "degraded", "refused", "p50 ms", "p99 ms", "max ms"), rows, 1));
        text.append(String.format(
                Locale.ROOT,
                "a release goes live %.1f s after it is asked for (median), %.1f at most%n",
                changes.millis.getValueAtPercentile(50) / 1e3,
                changes.millis.getMaxValue() / 1e3));
        changes.refusals.forEach((version, why) ->
                text.append(version).append(" is refused: ").append(why).append('\n'));
        return text.toString();
    }

    private JsonObject figures(List<Answers> all, Footprint before, Footprint after) {
        JsonObject p99 = new JsonObject()
                .put("noChange", all.get(0).p99())
                .put("changing", all.get(1).p99())
                .put("noChangeAgain", all.get(2).p99());
        return new JsonObject()
                .put("swapped", changes.swapped)
                .put("refused", changes.refused)
                .put("noChange", all.get(0).counts())
                .put("changing", all.get(1).counts())
                .put("noChangeAgain", all.get(2).counts())
                .put("p99Ms", p99)
                .put("swapMsMedian", changes.millis.getValueAtPercentile(50))
                .put("before", before.json())
                .put("after", after.json());
    }
}
