package dev.millrace.datasets.download;

import dev.millrace.datasets.DataException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A public data set: what it is, under which terms, and its files. Immutable.
 *
 * @param name what to ask for
 * @param description what it holds
 * @param terms licence or terms of use; read them at the source
 * @param files what to fetch
 */
public record PublicData(String name, String description, String terms, List<RemoteFile> files) {
    private static final String GROUPLENS = "https://files.grouplens.org/datasets/movielens/";
    private static final String GROUPLENS_TERMS = "GroupLens terms: research, no redistribution";
    private static final String LIGHTGCN = "https://raw.githubusercontent.com/gusye1234/LightGCN-PyTorch/"
            + "947ca2b3b1d2d3545b114145710cb06c4e57b3d2/data/gowalla/";
    private static final String S3REC = "https://raw.githubusercontent.com/aHuiWang/CIKM2020-S3Rec/"
            + "49a890dcb516c9ed3126564495234ea74d5cd566/data/";
    private static final String AMAZON_TERMS = "Amazon review data: research use";

    /** Copies the list. */
    public PublicData {
        files = List.copyOf(files);
    }

    /**
     * Returns the data sets known, with the SHA-256 of every file that is known not to change. The sums of MovieLens
     * agree with the MD5 sums GroupLens publishes beside its archives.
     */
    public static List<PublicData> catalogue() {
        List<PublicData> all = new ArrayList<>(List.of(
                movieLens(
                        "100k",
                        "100 000 ratings, 943 users, 1682 movies",
                        4_924_029,
                        "50d2a982c66986937beb9ffb3aa76efe955bf3d5c6b761f4e3a7cd717c6a3229"),
                movieLens(
                        "1m",
                        "1 000 209 ratings, 6040 users, 3883 movies",
                        5_917_549,
                        "a6898adb50b9ca05aa231689da44c217cb524e7ebd39d264c56e2832f2c54e20"),
                movieLens(
                        "20m",
                        "20 000 263 ratings, 138 493 users, 27 278 movies",
                        198_702_078,
                        "96f243c338a8665f6bcc89c53edf6ee39162a846940de6b7c8c48aeada765ff3"),
                movieLens(
                        "25m",
                        "25 000 095 ratings, 162 541 users, 62 423 movies",
                        261_978_986,
                        "8b21cfb7eb1706b4ec0aac894368d90acf26ebdfb6aced3ebd4ad5bd1eb9c6aa"),
                movieLens(
                        "32m",
                        "32 000 204 ratings, 200 948 users, 87 585 movies",
                        238_950_008,
                        "e4a68655d7386b8f95f2f2424b2ff975dfdd15ffd59e0d864a14dca43e99d6ee"),
                movieLens("latest-small", "about 100 000 ratings; changes at the source", -1, ""),
                movieLens("latest", "about 33 million ratings; changes at the source", -1, "")));
        all.add(new PublicData(
                "online-retail",
                "UCI Online Retail, 541 909 rows of a British web shop, 2010-12 to 2011-12",
                "CC BY 4.0",
                List.of(file("https://archive.ics.uci.edu/static/public/352/data.csv", "online-retail.csv", -1, ""))));
        all.add(new PublicData(
                "gowalla",
                "Gowalla check-ins in the LightGCN split, 29 858 users, 40 981 places",
                "SNAP loc-gowalla: research use",
                List.of(
                        file(LIGHTGCN + "train.txt", "train.txt", -1, ""),
                        file(
                                LIGHTGCN + "test.txt",
                                "test.txt",
                                1_372_559,
                                "099a2a73924e4b754dc6efd730d764f492321b53c38eb93298850c83acf57be3"))));
        all.add(sequences(
                "beauty",
                "Beauty",
                "Amazon Beauty reviews (2014) as sequences, 22 363 users, 12 101 items",
                1_090_094,
                "226cce9c3105299ca0db9615d7d3fb32b3175e90da43100ae352599f0f0107b8",
                305_674,
                "129e40f67486f6877eff0f5318cfa8530ee8ac23d8b0d1de04e1bb7a2ba0b2d4"));
        all.add(sequences(
                "toys",
                "Toys_and_Games",
                "Amazon Toys and Games reviews (2014) as sequences, 19 412 users, 11 924 items",
                922_166,
                "176c680c688d497598c4a89a03b402c0fe78d795e5db335c2e78dd5f2d778a3f",
                327_536,
                "d371acd25101eedac04afc727626464b7acec770c4eda708705d51eb76eb1ad0"));
        return List.copyOf(all);
    }

    private static PublicData movieLens(String size, String description, long bytes, String sha256) {
        String archive = "ml-" + size + ".zip";
        return new PublicData(
                "movielens-" + size,
                "MovieLens " + size + ": " + description,
                GROUPLENS_TERMS,
                List.of(file(GROUPLENS + archive, archive, bytes, sha256)));
    }

    private static PublicData sequences(
            String name,
            String stem,
            String description,
            long bytes,
            String sha256,
            long attributeBytes,
            String attributeSha256) {
        String attributes = stem + "_item2attributes.json";
        return new PublicData(
                name,
                description,
                AMAZON_TERMS,
                List.of(
                        file(S3REC + stem + ".txt", stem + ".txt", bytes, sha256),
                        file(S3REC + attributes, attributes, attributeBytes, attributeSha256)));
    }

    private static RemoteFile file(String address, String name, long bytes, String sha256) {
        return new RemoteFile(
                URI.create(address), name, bytes, sha256.isEmpty() ? Optional.empty() : Optional.of(sha256));
    }

    /** Returns the data set of that name; throws {@link DataException} that lists the known ones. */
    public static PublicData named(String name) {
        List<PublicData> all = catalogue();
        return all.stream()
                .filter(data -> data.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new DataException("data set: '" + name + "' (expected: one of "
                        + all.stream().map(PublicData::name).collect(Collectors.joining(", ")) + ")"));
    }
}
