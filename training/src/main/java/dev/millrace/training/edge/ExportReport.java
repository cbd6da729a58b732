package dev.millrace.training.edge;

import dev.millrace.cascade.bundle.BundleManifest;
import dev.millrace.cascade.bundle.BundlePart;
import java.util.Formatter;
import java.util.Locale;

/**
 * What was exported and what it costs. Immutable.
 *
 * @param manifest the bundle's
 * @param bytes of the file
 * @param of number of items of the release
 * @param precision how finely it is coded
 * @param coding what coding costs: against the release's cascade over the same items
 * @param slice what the choice of items costs, without coding
 * @param all what both cost: against the release's cascade over everything
 * @param popular what a slice of as many of the most popular items would cost, without coding; as {@code slice} where no
 *     number of items was asked for
 * @param heldOut whether the requests are of held-out data
 */
public record ExportReport(
        BundleManifest manifest,
        long bytes,
        int of,
        Precision precision,
        Loss coding,
        Loss slice,
        Loss all,
        Loss popular,
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
                "coded in: vectors %d bytes, fold-in %d bytes, %d similar items, re-ranker %s, fine ranker %s\n",
                precision.vectorBytes(),
                precision.inputBytes(),
                precision.similar(),
                precision.rerankInt8() ? "int8" : "float32",
                fine());
        String kind = heldOut ? "held-out users" : "known users without their newest item, which training has seen";
        text.format("measured with %d %s, items new to the user, rules off:\n", coding.requests(), kind);
        text.format("  coding, against the server asked for these items:  %s\n", loss(coding));
        if (items < of) {
            text.format("  slice alone, against the server over everything:   %s\n", loss(slice));
            if (!popular.equals(slice)) {
                text.format("  the most popular items instead, without coding:    %s\n", loss(popular));
            }
            text.format("  slice and coding, against the server:              %s\n", loss(all));
        }
        text.format(
                "number %d, key %s, expires %s\n",
                manifest.facts().number(), manifest.keyId(), manifest.facts().expires());
        return text.toString();
    }

    private String fine() {
        return switch (precision.fineWidth()) {
            case Precision.NO_FINE_RANKER -> "left out";
            case 0 -> "float32";
            case 1 -> "int8";
            default -> "int8, its items " + precision.fineWidth() + " numbers a byte";
        };
    }

    private static String loss(Loss loss) {
        return String.format(
                Locale.ROOT,
                "top-10 overlap %.4f, NDCG@10 %.5f of %.5f (loss %.2f%%)",
                loss.overlap(),
                loss.deviceNdcg(),
                loss.serverNdcg(),
                100 * loss.relative());
    }
}
