package dev.millrace.server.swap;

import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.Request;
import dev.millrace.cascade.UserHistories;
import dev.millrace.cascade.candidate.Candidates;
import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.Query;
import dev.millrace.cascade.policy.Policy;
import dev.millrace.cascade.release.BadReleaseException;
import dev.millrace.cascade.release.ReleaseWriter;
import dev.millrace.server.FakeShop;
import dev.millrace.server.ListedItems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A folder of releases, each of which is a file that says what is wrong with it. Thread-safe. */
final class FakeReleases {
    final Path folder;
    final AtomicLong nanos = new AtomicLong();
    final List<AtomicInteger> closed = new ArrayList<>();
    /** What a release that hangs waits for. */
    final CountDownLatch hanging = new CountDownLatch(1);
    /** Whether one has begun to. */
    final AtomicBoolean hangs = new AtomicBoolean();
    /** Counted down when such a release is closed. */
    final CountDownLatch back = new CountDownLatch(1);

    FakeReleases(Path folder) {
        this.folder = folder;
    }

    /** What the release does. */
    enum Kind {
        GOOD,
        CANNOT_BE_OPENED,
        HANGS,
        THROWS,
        MISTAKES,
        EMPTY,
        WITHOUT_BOOKS,
        CANNOT_BE_MAPPED,
        OUT_OF_MEMORY,
        NO_NUMBERS,
        ALL_ALIKE,
        UPSIDE_DOWN,
        SLOW
    }

    void add(String version, Kind kind) throws IOException {
        Files.writeString(folder.resolve(version), kind.name());
    }

    void name(String version) throws IOException {
        ReleaseWriter.makeCurrent(folder, version);
    }

    Opened open(Path path) {
        Kind kind;
        try {
            kind = Kind.valueOf(Files.readString(path));
        } catch (IOException e) {
            throw new BadReleaseException(path, "is missing", e);
        }
        if (kind == Kind.CANNOT_BE_OPENED) {
            throw new BadReleaseException(path.resolve("rerank/model.onnx"), "has changed");
        }
        if (kind == Kind.CANNOT_BE_MAPPED) {
            throw new OutOfMemoryError("Map failed");
        }
        String version = path.getFileName().toString();
        FakeShop shop = new FakeShop(version, FakeShop.DATA_END, " of " + version);
        Cascade cascade = shop.cascade(UserHistories.NONE, stages -> changed(stages, kind));
        AtomicInteger times = new AtomicInteger();
        synchronized (closed) {
            closed.add(times);
        }
        Served served = new Served(cascade, shop.manifest(), new ListedItems(shop.catalog()));
        return new Opened() {
            @Override
            public Served served() {
                if (times.get() > 0) {
                    throw new AssertionError(version + " is used after it was closed");
                }
                return served;
            }

            @Override
            public void close() {
                times.incrementAndGet();
                cascade.close();
                if (kind == Kind.HANGS) {
                    back.countDown();
                }
            }
        };
    }

    private Cascade.Stages changed(Cascade.Stages stages, Kind kind) {
        return new Cascade.Stages(
                stages.filter(),
                stages.userVectors(),
                stages.retriever(),
                stages.features(),
                new Changed(stages.reranker(), kind, this),
                new Changed(stages.fineRanker(), kind, this),
                hiding(stages, kind));
    }

    private static Policy hiding(Cascade.Stages stages, Kind kind) {
        if (kind != Kind.EMPTY && kind != Kind.WITHOUT_BOOKS) {
            return stages.policy();
        }
        ItemSet hidden = ItemSet.all(FakeShop.ITEMS);
        if (kind == Kind.WITHOUT_BOOKS) {
            stages.filter().match("category:books", hidden);
        }
        return new Policy() {
            @Override
            public boolean excludesSeen() {
                return true;
            }

            @Override
            public ItemSet hidden() {
                return hidden;
            }

            @Override
            public int[] select(
                    Query query,
                    Candidates candidates,
                    int[] ranked,
                    int count,
                    int numResults,
                    Request.Diversity diversity) {
                return stages.policy().select(query, candidates, ranked, count, numResults, diversity);
            }
        };
    }

    private record Changed(Ranker ranker, Kind kind, FakeReleases all) implements Ranker {
        private void hang() {
            all.hangs.set(true);
            try {
                all.hanging.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public boolean applies(Query query) {
            return ranker.applies(query);
        }

        @Override
        public void score(Query query, Candidates candidates, int[] rows, int count, float[] scores) {
            ranker.score(query, candidates, rows, count, scores);
            if (kind == Kind.THROWS) {
                throw new IllegalStateException("out of order");
            }
            if (kind == Kind.HANGS) {
                hang();
            }
            if (kind == Kind.MISTAKES) {
                throw new IllegalArgumentException("rows: -1 (expected: some)");
            }
            if (kind == Kind.OUT_OF_MEMORY) {
                throw new OutOfMemoryError("none to be had");
            }
            if (kind == Kind.SLOW) {
                all.nanos.addAndGet(100_000_000);
            }
            for (int i = 0; i < count; i++) {
                scores[i] = switch (kind) {
                    case NO_NUMBERS -> Float.NaN;
                    case ALL_ALIKE -> 1;
                    case UPSIDE_DOWN -> -scores[i];
                    case GOOD,
                            EMPTY,
                            WITHOUT_BOOKS,
                            CANNOT_BE_OPENED,
                            CANNOT_BE_MAPPED,
                            OUT_OF_MEMORY,
                            HANGS,
                            THROWS,
                            MISTAKES,
                            SLOW -> scores[i];
                };
            }
        }

        @Override
        public void close() {
            ranker.close();
        }
    }
}
