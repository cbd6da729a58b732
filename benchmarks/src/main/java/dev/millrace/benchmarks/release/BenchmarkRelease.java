package dev.millrace.benchmarks.release;

import dev.millrace.cascade.StoredHistories;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.feature.FineRankSignature;
import dev.millrace.cascade.feature.FoldIn;
import dev.millrace.cascade.feature.FoldInParameters;
import dev.millrace.cascade.feature.HistoryVectors;
import dev.millrace.cascade.feature.RankingFeatures;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.policy.DeclaredPolicy;
import dev.millrace.cascade.policy.PolicyReader;
import dev.millrace.cascade.release.Release;
import dev.millrace.cascade.release.ReleaseWriter;
import dev.millrace.cascade.source.FusionConfig;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Histories;
import dev.millrace.datasets.synthetic.ShopOptions;
import dev.millrace.datasets.synthetic.SyntheticShop;
import dev.millrace.finerank.DjlFineRanker;
import dev.millrace.retrieval.RetrievalStage;
import dev.millrace.retrieval.dense.Progress;
import dev.millrace.training.rerank.RerankModel;
import dev.millrace.training.rerank.RerankNetwork;
import dev.millrace.training.sequence.ItemAttributes;
import dev.millrace.training.sequence.NetworkShape;
import dev.millrace.training.sequence.SequenceFeatures;
import dev.millrace.training.sequence.SequenceGraph;
import dev.millrace.training.sequence.SequenceWeights;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes releases to measure with, and finds those written before. Stateless.
 *
 * <p>A release lies in the work folder, the system property {@value #WORK} or a folder of the temporary one, under a
 * name made of its shape and of the classes that write it, so that a change of these writes it again.
 */
public final class BenchmarkRelease {
    /** The system property that names the work folder. */
    public static final String WORK = "millrace.bench.work";

    private BenchmarkRelease() {}

    /** Returns the folder that releases and results are kept in. */
    public static Path workFolder() {
        return Path.of(System.getProperty(WORK, System.getProperty("java.io.tmpdir") + "/millrace-bench"));
    }

    /**
     * Returns the arguments of the virtual machine that runs, and the work folder, for a fork of JMH's. What JMH is
     * told to append itself takes the place of what a benchmark appends.
     */
    public static String[] forkArguments() {
        return Stream.concat(
                        ManagementFactory.getRuntimeMXBean().getInputArguments().stream(),
                        Stream.of("-D" + WORK + "=" + workFolder()))
                .toArray(String[]::new);
    }

    /**
     * Returns a folder of releases whose live one has that shape, written if it is not there yet.
     *
     * @throws IOException when it cannot be written
     */
    public static Path of(ReleaseShape shape) throws IOException {
        Path releases = workFolder().resolve(name(shape));
        if (!Files.exists(releases.resolve(Release.CURRENT))) {
            write(releases, shape);
        }
        return releases;
    }

    /** Returns the name of a release of that shape, written by the classes there are now. */
    static String name(ReleaseShape shape) {
        return "n" + shape.items() + "-d" + shape.dimension() + "-f" + shape.fineDimension() + "-"
                + CodeHash.ofRelease(shape.toString());
    }

    private static void write(Path releases, ReleaseShape shape) throws IOException {
        System.err.println("writing a release of " + shape.items() + " items into " + releases);
        Dataset shop = SyntheticShop.generate(new ShopOptions(
                shape.items(), shape.users(), Math.multiplyExact(shape.users(), shape.historyEvents()), shape.seed()));
        Catalog catalog = ShopCatalog.of(shop, shape);
        try (ReleaseWriter writer = ReleaseWriter.create(releases, "bench")) {
            catalog.write(writer);
            new HistoryVectors(
                            new FoldIn(catalog.vectors(), new FoldInParameters(0.3f, shape.fineLength())),
                            catalog.items().schema())
                    .write(writer);
            RetrievalStage.write(
                            writer,
                            catalog,
                            FusionConfig.DEFAULT,
                            Runtime.getRuntime().availableProcessors(),
                            Progress.NONE)
                    .text()
                    .forEach(System.err::println);
            writeRankers(writer, catalog, shape);
            writeHistories(writer, shop);
            writer.json(DeclaredPolicy.FILE, PolicyReader.defaultDocument().put("seen", "exclude"));
            writer.publish(
                    "2026-11-23T00:00:00Z",
                    shape.dimension(),
                    shape.items(),
                    new JsonObject().put("name", "synthetic, to measure speed").put("shape", shape.toString()),
                    new JsonObject().put("untrained", 1));
        }
    }

    private static void writeRankers(ReleaseWriter writer, Catalog catalog, ReleaseShape shape) throws IOException {
        List<String> features = new RankingFeatures(catalog).names();
        RerankModel.write(RerankNetwork.untrained(features, shape.hidden(), shape.seed()), writer);
        int types = catalog.items().schema().eventTypes().size();
        ItemAttributes attributes = ItemAttributes.of(catalog.items());
        NetworkShape network = new NetworkShape(
                shape.items(),
                attributes.attributeCount(),
                types,
                true,
                shape.fineDimension(),
                ReleaseShape.FINE_LAYERS,
                2,
                2 * shape.fineDimension(),
                shape.fineLength());
        RerankNetwork ranker = RerankNetwork.untrained(
                Stream.concat(features.stream(), SequenceFeatures.NAMES.stream())
                        .toList(),
                shape.hidden(),
                shape.seed());
        SequenceGraph.of(SequenceWeights.untrained(network, shape.seed()), attributes, ranker)
                .write(writer.file(DjlFineRanker.MODEL));
        writer.json(
                DjlFineRanker.SIGNATURE,
                new FineRankSignature(
                                shape.items(),
                                types,
                                shape.fineLength(),
                                features,
                                SequenceGraph.standardization(ranker))
                        .toJson());
    }

    private static void writeHistories(ReleaseWriter writer, Dataset shop) throws IOException {
        Histories histories = shop.events().histories();
        List<String> users = shop.events().users();
        List<Integer> order = IntStream.range(0, users.size())
                .boxed()
                .sorted(Comparator.comparing(users::get))
                .toList();
        StoredHistories.write(
                writer,
                order.stream().map(users::get).toList(),
                order.stream().map(histories::of).toList());
    }
}
