package dev.millrace.training.edge;

import dev.millrace.cascade.bundle.BundleManifest;
import dev.millrace.cascade.bundle.BundlePart;
import dev.millrace.training.evaluate.Interval;
import java.util.Formatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was exported and what it costs. Immutable.
 *
 * @param manifest the bundle's
 * @param bytes of the file
 * @param of number of items of the release
 * @param precision how finely it is coded
 * @param coding what coding costs: against the release's cascade over the same items with the same stages
 * @param stages what leaving the fine ranker out costs, without coding; nothing where it is in
 * @param slice what the choice of items costs, without coding
 * @param all what all of it costs: against the release's cascade over everything
 * @param popular a slice of as many of the most popular items instead, without coding; null where no number of items
 *     was asked for
 * @param heldOut whether the requests are of held-out data
 */
public record ExportReport(
        BundleManifest manifest,
        long bytes,
        int of,
        Precision precision,
        Loss coding,
        Loss stages,
        Loss slice,
        Loss all,
        @Nullable PopularSlice popular,
        boolean heldOut) {
    /** Returns the report as text for people. */
    public String toText() {
        Formatter text = new Formatter(Locale.ROOT);
        int items = manifest.facts().items();
        text.format(
                "release %s: %d of %d items, dimension %d\n",
                manifest.facts().release(), items, of, manifest.facts().dimension());
        text.format("%-26s %12s %10s\n", "part", "bytes", "an item");
        for (BundlePart part : manifest.parts()) {
            text.format("%-26s %12d %10.2f\n", part.name(), part.bytes(), (double) part.bytes() / Math.max(1, items));
        }
        text.format("%-26s %12d %10.2f\n", "all, signed", bytes, (double) bytes / Math.max(1, items));
        text.format(
                "coded in: vectors %d bytes, fold-in %d bytes, %s similar items, re-ranker %s, fine ranker %s\n",
                precision.vectorBytes(),
                precision.inputBytes(),
                precision.similar() == Precision.ALL ? "all" : Integer.toString(precision.similar()),
                precision.rerankInt8() ? "int8" : "float32",
                fine());
        String kind = heldOut ? "held-out users" : "known users without their newest item, which training has seen";
        text.format("measured with %d %s, items new to the user, rules off:\n", coding.requests(), kind);
        text.format("  coding, against the server, same items and stages: %s\n", loss(coding));
        if (!precision.fineRanker()) {
            text.format("  no fine ranker, without coding:                    %s\n", loss(stages));
        }
        if (items < of) {
            text.format("  slice alone, against the server over everything:   %s\n", loss(slice));
        }
        if (popular != null) {
            text.format("  the most popular items instead, without coding:    %s\n", loss(popular.loss()));
            Interval gain = popular.gain();
            text.format(
                    "  what these items reach beyond the most popular:    NDCG@10 %+.5f (95%%: %+.5f to %+.5f)\n",
                    gain.value(), gain.low(), gain.high());
        }
        if (items < of || !precision.fineRanker()) {
            text.format("  all of it, against the server:                     %s\n", loss(all));
        }
        text.format(
                "number %d, key %s, expires %s\n",
                manifest.facts().number(), manifest.keyId(), manifest.facts().expires());
        return text.toString();
    }

    private String fine() {
        return switch (precision.fineBits()) {
            case Precision.NO_FINE_RANKER -> "left out";
            case 0 -> "float32";
            case 8 -> "int8";
            default -> "int8, its items " + precision.fineBits() + " bits a number";
        };
    }

    private static String loss(Loss loss) {
        if (loss.serverNdcg() == 0) {
            return String.format(
                    Locale.ROOT,
                    "top-10 overlap %.4f, NDCG@10 %.5f of 0 (loss unknown)",
                    loss.overlap(),
                    loss.deviceNdcg());
        }
        return String.format(
                Locale.ROOT,
                "top-10 overlap %.4f, NDCG@10 %.5f of %.5f (loss %.2f%%, 95%%: %.2f to %.2f%%)",
                loss.overlap(),
                loss.deviceNdcg(),
                loss.serverNdcg(),
                100 * loss.lost().value(),
                100 * loss.lost().low(),
                100 * loss.lost().high());
    }
}
