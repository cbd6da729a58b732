package dev.millrace.training.edge;

import dev.millrace.cascade.bundle.BundleFacts;
import dev.millrace.cascade.bundle.BundleManifest;
import dev.millrace.cascade.bundle.BundleWriter;
import dev.millrace.cascade.bundle.SigningKey;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.file.AtomicFile;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.training.evaluate.OpenRelease;
import dev.millrace.training.evaluate.TestUser;
import dev.millrace.training.pipeline.TrainingProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Exports a bundle from a release: chooses items, codes them as finely as the bytes allow, measures, signs, writes. The
 * same release, options, users and key give the same bytes. One thread at a time.
 */
public final class EdgeExport {
    private static final long SEED = 1;
    /** How many known users speak for the choice of items. */
    private static final int CHOOSING_USERS = 30_000;

    private final OpenRelease open;
    private final ExportOptions options;
    private final TrainingProgress progress;

    /** Prepares an export of a release, which stays open. */
    public EdgeExport(OpenRelease open, ExportOptions options, TrainingProgress progress) {
        this.open = open;
        this.options = options;
        this.progress = progress;
    }

    /**
     * Exports.
     *
     * @param heldOut users to measure with, or null to measure with those the release knows
     * @throws ExportRefusedException when nothing was written since it would be too large or lose too much
     */
    public ExportReport write(Path out, SigningKey key, @Nullable List<TestUser> heldOut) throws IOException {
        int[] chosen = chosen();
        Shelf shelf = new Shelf(open, chosen);
        List<Asked> requests = heldOut == null
                ? Requests.known(open, options.users(), SEED)
                : Requests.heldOut(open, heldOut, options.users(), SEED);
        if (requests.isEmpty()) {
            throw new IllegalArgumentException("users: none with a history (expected: some to measure with)");
        }
        progress.begin("ask the server");
        Comparison comparison = Comparison.with(open, chosen, requests);
        progress.done(requests.size() + " requests");
        Precision precision = fitting(shelf);
        if (!precision.fineRanker()) {
            comparison = comparison.withoutFineRanker(open, chosen);
        }
        checkMeasures(comparison);
        Answers answers = ask(shelf, comparison, precision);
        while (comparison.ofCoding(answers).relative() > options.maxNdcgLoss()) {
            Precision finer = finer(shelf, comparison, precision, comparison.ofCoding(answers));
            precision = finer;
            answers = ask(shelf, comparison, precision);
        }
        Loss coding = comparison.ofCoding(answers);
        BundleWriter writer = new BundleWriter(facts(shelf, coding, heldOut != null));
        shelf.parts(precision).all().forEach(writer::part);
        BundleManifest manifest = publish(writer, out, key, options.maxBytes());
        return new ExportReport(
                manifest,
                Files.size(out),
                open.catalog().items().size(),
                precision,
                coding,
                comparison.ofStages(),
                comparison.ofSlice(),
                comparison.ofAll(answers),
                options.items() > 0 ? comparison.popularSlice(open, chosen.length) : null,
                heldOut != null);
    }

    /** Refuses a yardstick against which nothing can be lost, unless any loss is good. */
    private void checkMeasures(Comparison comparison) {
        if (!comparison.measures() && options.maxNdcgLoss() < 1) {
            throw new ExportRefusedException("NDCG@10: 0 of the server, asked for the same items and stages "
                    + "(expected: above 0, or no loss can be told); take more users or items, or any loss with "
                    + "--max-ndcg-loss 1");
        }
    }

    /** Writes the bundle beside {@code out} and gives it its name once it is known to be no larger than it may be. */
    static BundleManifest publish(BundleWriter writer, Path out, SigningKey key, long maxBytes) throws IOException {
        Path unchecked = out.resolveSibling("." + out.getFileName() + ".unchecked");
        BundleManifest manifest = writer.write(unchecked, key);
        long bytes = Files.size(unchecked);
        if (maxBytes > 0 && bytes > maxBytes) {
            Files.delete(unchecked);
            throw new ExportRefusedException(
                    "max-bytes: " + maxBytes + " (expected: at least " + bytes + " for this bundle; take fewer items)");
        }
        AtomicFile.replace(unchecked, out);
        return manifest;
    }

    private int[] chosen() {
        int size = open.catalog().items().size();
        if (options.filter() != null) {
            ItemSet matching = new ItemSet(size);
            open.stages().filter().match(options.filter(), matching);
            int[] chosen = IntStream.range(0, size).filter(matching::contains).toArray();
            if (chosen.length == 0) {
                throw new IllegalArgumentException("filter " + options.filter() + ": no item matches");
            }
            return chosen;
        }
        if (options.items() == 0 || options.items() >= size) {
            return IntStream.range(0, size).toArray();
        }
        progress.begin("choose items");
        List<Asked> users = Requests.whole(open, CHOOSING_USERS, SEED);
        int[] chosen = UsefulItems.choose(open.cascade(), users, options.items(), progress);
        progress.done(chosen.length + " of " + size + ", by the answers of " + users.size() + " users");
        return chosen;
    }

    /** Returns the finest precision that fits; the fine ranker is left out where it fits in none. */
    private Precision fitting(Shelf shelf) {
        if (options.maxBytes() == 0) {
            return Precision.ladder(shelf.dimension(), options.fineRanker()).get(0);
        }
        progress.begin("fit into " + options.maxBytes() + " bytes");
        for (boolean fine : options.fineRanker() ? new boolean[] {true, false} : new boolean[] {false}) {
            for (Precision rung : Precision.ladder(shelf.dimension(), fine)) {
                if (shelf.estimate(rung) <= options.maxBytes()) {
                    progress.done(rung.toString());
                    return rung;
                }
            }
        }
        List<Precision> rungs = Precision.ladder(shelf.dimension(), false);
        throw new ExportRefusedException("max-bytes: " + options.maxBytes() + " (expected: at least "
                + shelf.estimate(rungs.get(rungs.size() - 1)) + " for " + shelf.items().length
                + " items in the coarsest precision; take fewer items)");
    }

    private Answers ask(Shelf shelf, Comparison comparison, Precision precision) {
        progress.begin("measure");
        try (DeviceCascade device = shelf.cascade(precision)) {
            Answers answers = comparison.ask(device);
            Loss loss = comparison.ofCoding(answers);
            progress.done(String.format(
                    Locale.ROOT, "overlap %.4f, NDCG@10 loss %.2f%%", loss.overlap(), 100 * loss.relative()));
            return answers;
        }
    }

    /**
     * Finds the part that costs most by giving each back its precision; refuses, or returns the costliest of those that
     * can be coded more finely so coded.
     */
    private Precision finer(Shelf shelf, Comparison comparison, Precision precision, Loss loss) {
        List<Cost> costs = costs(shelf, comparison, precision, loss);
        Cost costliest = costliest(costs);
        String reason = String.format(
                Locale.ROOT,
                "NDCG@10 loss: %.2f%% (expected: at most %.2f%%); the %s cost most, %.2f%%",
                100 * loss.relative(),
                100 * options.maxNdcgLoss(),
                costliest.part().label(),
                100 * costliest.share());
        List<Cost> improvable = costs.stream()
                .filter(cost -> !precision.finer(cost.part(), shelf.dimension()).equals(precision))
                .toList();
        if (improvable.isEmpty()) {
            throw new ExportRefusedException(reason + "; everything is coded as finely as it can be");
        }
        if (!options.fallBack()) {
            throw new ExportRefusedException(reason + "; --precision-fallback codes parts more finely");
        }
        Precision.Part part = costliest(improvable).part();
        Precision finer = precision.finer(part, shelf.dimension());
        if (options.maxBytes() > 0 && shelf.estimate(finer) > options.maxBytes()) {
            throw new ExportRefusedException(
                    reason + "; there is no room for more in " + options.maxBytes() + " bytes");
        }
        progress.say(reason + "; coding the " + part.label() + " more finely");
        return finer;
    }

    /** How much less is lost with a part precise, as a share of the server's NDCG@10. */
    private record Cost(Precision.Part part, double share) {}

    private List<Cost> costs(Shelf shelf, Comparison comparison, Precision precision, Loss loss) {
        List<Cost> costs = new ArrayList<>();
        for (Precision.Part part : Precision.Part.values()) {
            if (part != Precision.Part.FINE || precision.fineRanker()) {
                progress.begin("measure with precise " + part.label());
                try (DeviceCascade device = shelf.cascade(precision, EnumSet.of(part))) {
                    double cost = loss.relative()
                            - comparison.ofCoding(comparison.ask(device)).relative();
                    progress.done(String.format(Locale.ROOT, "%.2f%% less lost", 100 * cost));
                    costs.add(new Cost(part, cost));
                }
            }
        }
        return costs;
    }

    private static Cost costliest(List<Cost> costs) {
        return Collections.max(costs, Comparator.comparingDouble(Cost::share));
    }

    private BundleFacts facts(Shelf shelf, Loss coding, boolean heldOut) {
        Instant created = Instant.parse(open.release().manifest().created());
        JsonObject info = new JsonObject()
                .put("overlap", rounded(coding.overlap()))
                .put("serverNdcg", rounded(coding.serverNdcg()))
                .put("deviceNdcg", rounded(coding.deviceNdcg()))
                .put("requests", coding.requests())
                .put("heldOut", heldOut);
        return new BundleFacts(
                options.number() > 0 ? options.number() : created.getEpochSecond(),
                1,
                created,
                created.plus(options.expires()),
                open.release().version(),
                shelf.items().length,
                shelf.dimension(),
                info);
    }

    private static double rounded(double value) {
        return Math.round(value * 1e6) / 1e6;
    }
}
