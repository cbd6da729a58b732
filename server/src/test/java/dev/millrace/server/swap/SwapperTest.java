package dev.millrace.server.swap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.HistoryEvent;
import dev.millrace.cascade.Request;
import dev.millrace.cascade.release.Pace;
import dev.millrace.server.config.ConfigReader;
import dev.millrace.server.swap.FakeReleases.Kind;
import dev.millrace.server.swap.ReleaseControl.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SwapperTest {
    private static final long OPENING_NANOS = 10_000_000;

    @TempDir
    private Path folder = Path.of("");

    private final List<String> counted = new ArrayList<>();
    private final RecentRequests recent = new RecentRequests(50);
    private final List<Path> opened = new ArrayList<>();
    private long rested;
    private Duration patience = Duration.ofMinutes(1);
    private Opening whileOpening = () -> {};

    private interface Opening {
        void run() throws IOException;
    }

    private record Shop(FakeReleases releases, LiveRelease live, Swapper swapper) {
        String version() {
            try (Live.Lease lease = live.lease()) {
                return lease.served().manifest().version();
            }
        }
    }

    private Shop shop() throws IOException {
        return shop(Kind.GOOD);
    }

    private Shop shop(Kind first) throws IOException {
        FakeReleases releases = new FakeReleases(folder);
        releases.add("v1", first);
        releases.add("v2", Kind.GOOD);
        releases.name("v1");
        LiveRelease live = new LiveRelease(releases.open(folder.resolve("v1")), Runnable::run);
        return new Shop(releases, live, swapper(releases, live));
    }

    private Swapper swapper(FakeReleases releases, LiveRelease live) {
        return new Swapper(
                folder,
                live,
                (path, pace) -> {
                    opened.add(path);
                    run(whileOpening);
                    releases.nanos.addAndGet(OPENING_NANOS);
                    pace.step();
                    return releases.open(path);
                },
                new Swapper.Trial(
                        ConfigReader.parse("millrace.server.releases.min-agreement = 0.3")
                                .releases(),
                        recent,
                        releases.nanos::get,
                        nanos -> rested += nanos,
                        patience),
                counted::add);
    }

    private static void run(Opening opening) {
        try {
            opening.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void askSomething() {
        recent.accept(Request.items(10));
        for (int i = 0; i < 20; i++) {
            recent.accept(Request.items(10).withHistory(List.of(new HistoryEvent("i" + i, "view", 5))));
        }
        recent.accept(Request.items(10).withFilter("category:books"));
        recent.accept(Request.items(10).withFilter("nobody understands this"));
    }

    @Test
    void whatCurrentNamesGoesLiveAndTheOldOneIsClosedOnce() throws IOException {
        Shop shop = shop();
        assertThat(shop.swapper().reload().outcome()).isEqualTo(Outcome.UNCHANGED);
        shop.releases().name("v2");
        assertThat(shop.swapper().reload()).isEqualTo(new ReleaseControl.Change(Outcome.SWAPPED, "v2", ""));
        assertThat(shop.version()).isEqualTo("v2");
        assertThat(shop.releases().closed.get(0)).hasValue(1);
        assertThat(shop.releases().closed.get(1)).hasValue(0);
        assertThat(shop.live().open()).isEqualTo(1);
        assertThat(counted).containsExactly("swapped");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CANNOT_BE_OPENED | rerank/model.onnx: has changed",
                "THROWS | an answer failed: java.lang.IllegalStateException: rerank failed: java.lang.IllegalStateException: out of",
                "MISTAKES | an answer failed: java.lang.IllegalStateException: rerank failed: java.lang.IllegalArgumentE",
                "CANNOT_BE_MAPPED | cannot be opened: java.lang.OutOfMemoryError: Map failed",
                "OUT_OF_MEMORY | cannot be judged: java.lang.OutOfMemoryError: none to be had",
                "EMPTY | an answer was empty that the live release fills",
                "NO_NUMBERS | an answer was degraded: rerank failed: it gave no score that is a number",
                "ALL_ALIKE | answers give every item the same score",
                "UPSIDE_DOWN | of their items with the live release's (expected: at least 0.300)",
                "SLOW | ms (expected: at most",
            })
    void aBadReleaseIsRefusedByNameAndTheLiveOneGoesOn(Kind kind, String why) throws IOException {
        Shop shop = shop();
        shop.releases().add("v9", kind);
        shop.releases().name("v9");
        ReleaseControl.Change change = shop.swapper().reload();
        assertThat(change.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(change.live()).isEqualTo("v1");
        assertThat(change.problem()).startsWith("release v9: ").contains(why);
        assertThat(shop.version()).isEqualTo("v1");
        assertThat(shop.swapper().status().problem()).isEqualTo(change.problem());
        assertThat(shop.releases().closed.get(0)).hasValue(0);
        assertThat(shop.releases().closed.stream().skip(1))
                .allSatisfy(times -> assertThat(times).hasValue(1));
        assertThat(counted).containsExactly("refused");
    }

    @Test
    void aReleaseIsNotRefusedForTheFaultsOfTheLiveOne() throws IOException {
        Shop shop = shop(Kind.THROWS);
        shop.releases().name("v2");
        assertThat(shop.swapper().reload()).isEqualTo(new ReleaseControl.Change(Outcome.SWAPPED, "v2", ""));
    }

    @Test
    @Timeout(60)
    void aReleaseWhoseStageHangsIsRefusedAndClosedWhenItComesBack() throws IOException, InterruptedException {
        patience = Duration.ofMillis(1);
        Shop shop = shop();
        shop.releases().add("v9", Kind.HANGS);
        shop.releases().name("v9");
        assertThat(shop.swapper().reload().problem()).isEqualTo("release v9: is not judged within 0 s");
        assertThat(shop.version()).isEqualTo("v1");
        assertThat(shop.swapper().rollback().outcome()).isEqualTo(Outcome.UNCHANGED);
        if (shop.releases().hangs.get()) { // on a busy machine the time may be up before judging begins
            assertThat(shop.releases().closed.get(1)).hasValue(0);
        }
        shop.releases().hanging.countDown();
        shop.releases().back.await();
        assertThat(shop.releases().closed.get(1)).hasValue(1);
    }

    @Test
    void aChangeThatIsWaitedForIsNotWaitedForTwice() throws IOException {
        Shop shop = shop();
        List<ReleaseControl.Change> meanwhile = new ArrayList<>();
        whileOpening = () -> meanwhile.add(shop.swapper().reload());
        shop.releases().name("v2");
        assertThat(shop.swapper().reload().outcome()).isEqualTo(Outcome.SWAPPED);
        assertThat(meanwhile)
                .containsExactly(new ReleaseControl.Change(Outcome.REFUSED, "v1", "a reload is under way"));
        meanwhile.clear();
        whileOpening = () -> meanwhile.add(shop.swapper().rollback());
        assertThat(shop.swapper().rollback().outcome()).isEqualTo(Outcome.SWAPPED);
        assertThat(meanwhile)
                .containsExactly(new ReleaseControl.Change(Outcome.REFUSED, "v2", "a rollback is under way"));
    }

    @Test
    void aRefusedReleaseIsNotTriedAgainUntilSomebodyAsksOrCurrentNamesAnother() throws IOException {
        Shop shop = shop();
        shop.releases().add("v9", Kind.CANNOT_BE_OPENED);
        shop.releases().name("v9");
        shop.swapper().look();
        shop.swapper().look();
        assertThat(opened).hasSize(1);
        assertThat(shop.swapper().reload().outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(opened).hasSize(2);
        shop.releases().name("v2");
        shop.swapper().look();
        assertThat(shop.version()).isEqualTo("v2");
    }

    @Test
    void aRefusedReleaseIsTriedAgainWhenCurrentNamedTheLiveOneInBetween() throws IOException {
        Shop shop = shop();
        shop.releases().add("v9", Kind.CANNOT_BE_OPENED);
        shop.releases().name("v9");
        shop.swapper().look();
        shop.releases().name("v1");
        shop.swapper().look();
        assertThat(shop.swapper().status().problem()).isEmpty();
        shop.releases().name("v9");
        shop.swapper().look();
        assertThat(opened).hasSize(2);
        assertThat(shop.swapper().status().problem()).startsWith("release v9: ");
    }

    @Test
    void rollingBackBringsTheReleaseBeforeAndNamesItInCurrent() throws IOException {
        Shop shop = shop();
        assertThat(shop.swapper().rollback().problem()).isEqualTo("no release was live before v1");
        shop.releases().name("v2");
        shop.swapper().look();
        assertThat(shop.swapper().rollback()).isEqualTo(new ReleaseControl.Change(Outcome.SWAPPED, "v1", ""));
        assertThat(shop.version()).isEqualTo("v1");
        assertThat(Files.readString(folder.resolve("CURRENT")).strip()).isEqualTo("v1");
        shop.swapper().look();
        assertThat(shop.version()).isEqualTo("v1");
        assertThat(shop.swapper().rollback().live()).isEqualTo("v2");
    }

    @Test
    void openingGivesWayToRequestsExceptWhereTheReleaseBeforeIsWantedBack() throws IOException {
        Shop shop = shop();
        shop.releases().name("v2");
        shop.swapper().look();
        assertThat(rested).isEqualTo(2 * OPENING_NANOS);
        assertThat(shop.swapper().rollback().outcome()).isEqualTo(Outcome.SWAPPED);
        assertThat(rested).isEqualTo(2 * OPENING_NANOS);
    }

    @Test
    void openingIsGivenUpWhenTheServerStopsAndNoOtherReleaseIsLookedFor() throws IOException {
        Shop shop = shop();
        shop.releases().name("v2");
        whileOpening = shop.swapper()::stop;
        shop.swapper().look();
        assertThat(shop.version()).isEqualTo("v1");
        assertThat(shop.releases().closed).hasSize(1);
        assertThat(rested).isZero();
        shop.swapper().look();
        assertThat(opened).hasSize(1);
    }

    @Test
    void aReleaseThatWasRolledBackStaysSoThoughCurrentCannotBeWritten() throws IOException {
        Shop shop = shop();
        shop.releases().name("v2");
        shop.swapper().look();
        Path current = folder.resolve("CURRENT");
        Path aside = folder.resolve("aside");
        whileOpening = () -> {
            Files.move(current, aside);
            Files.createDirectories(current.resolve("in the way"));
        };
        ReleaseControl.Change change = shop.swapper().rollback();
        assertThat(change.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(change.problem()).startsWith("v1 is live, but " + current + ": cannot be written: ");
        whileOpening = () -> {};
        Files.delete(current.resolve("in the way"));
        Files.delete(current);
        Files.move(aside, current);
        shop.swapper().look();
        assertThat(shop.version()).isEqualTo("v1");
        assertThat(shop.swapper().status().problem()).isEqualTo(change.problem());
        assertThat(shop.swapper().reload().live()).isEqualTo("v2");
    }

    @Test
    void aReleaseIsNotRefusedForWhatWasAskedOfItemsItDoesNotHave() throws IOException {
        recent.accept(Request.items(10).withItems(List.of("i0", "i3")));
        Shop shop = shop();
        shop.releases().add("v9", Kind.WITHOUT_BOOKS);
        shop.releases().name("v9");
        assertThat(shop.swapper().reload()).isEqualTo(new ReleaseControl.Change(Outcome.SWAPPED, "v9", ""));
    }

    @Test
    void aReleaseThatHasNothingForWhatIsMostlyAskedForIsRefused() throws IOException {
        for (int asked = 0; asked < 20; asked++) {
            recent.accept(Request.items(10).withItems(List.of("i0", "i3")));
        }
        Shop shop = shop();
        shop.releases().add("v9", Kind.WITHOUT_BOOKS);
        shop.releases().name("v9");
        ReleaseControl.Change change = shop.swapper().reload();
        assertThat(change.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(change.problem())
                .contains("recent requests find nothing by their own items or filter that the live release finds");
    }

    @Test
    @Timeout(60)
    void lookingGoesOnWhateverOneLookCameTo() throws IOException, InterruptedException {
        FakeReleases releases = new FakeReleases(folder);
        releases.add("v1", Kind.GOOD);
        releases.add("v2", Kind.GOOD);
        releases.name("v2");
        Semaphore changes = new Semaphore(0);
        Swapper swapper = new Swapper(
                folder,
                new LiveRelease(releases.open(folder.resolve("v1")), Runnable::run),
                (path, pace) -> releases.open(path),
                new Swapper.Trial(ConfigReader.defaults().releases(), recent, () -> 0, nanos -> {}, patience),
                outcome -> {
                    changes.release();
                    throw new AssertionError("asked to");
                });
        ReleaseWatch watch = ReleaseWatch.start(swapper, Duration.ofMillis(10));
        try {
            changes.acquire();
            releases.name("v1");
            changes.acquire();
        } finally {
            watch.close();
        }
    }

    @Test
    void rollingBackGoesToAReleaseThatAnswersOtherwise() throws IOException {
        Shop shop = shop();
        shop.releases().name("v2");
        shop.swapper().look();
        shop.releases().add("v1", Kind.UPSIDE_DOWN);
        assertThat(shop.swapper().rollback().outcome()).isEqualTo(Outcome.SWAPPED);
    }

    @Test
    void rollingBackAReleaseThatNeverWentLiveNamesTheLiveOneAgain() throws IOException {
        Shop shop = shop();
        shop.releases().add("v9", Kind.CANNOT_BE_OPENED);
        shop.releases().name("v9");
        shop.swapper().look();
        assertThat(shop.swapper().rollback()).isEqualTo(new ReleaseControl.Change(Outcome.UNCHANGED, "v1", ""));
        assertThat(Files.readString(folder.resolve("CURRENT")).strip()).isEqualTo("v1");
    }

    @ParameterizedTest
    @CsvSource({"''", "../v1", "/etc", "v1/../../x", "."})
    void whatIsNoVersionIsNotFollowed(String named) throws IOException {
        Shop shop = shop();
        Files.writeString(folder.resolve("CURRENT"), named);
        shop.swapper().look();
        assertThat(shop.swapper().status().problem()).contains("CURRENT", "expected: a release version");
        assertThat(shop.swapper().reload().problem()).contains("CURRENT", "expected: a release version");
        assertThat(opened).isEmpty();
    }

    @Test
    void rollingBackMendsACurrentThatIsDamaged() throws IOException {
        Shop shop = shop();
        shop.releases().name("v2");
        shop.swapper().look();
        Files.write(folder.resolve("CURRENT"), new byte[] {(byte) 0xff, 0});
        shop.swapper().look();
        assertThat(shop.swapper().status().problem()).contains("CURRENT: is not UTF-8");
        assertThat(shop.swapper().rollback()).isEqualTo(new ReleaseControl.Change(Outcome.UNCHANGED, "v2", ""));
        assertThat(Files.readString(folder.resolve("CURRENT")).strip()).isEqualTo("v2");
        assertThat(shop.swapper().status().problem()).isEmpty();
        assertThat(shop.swapper().rollback().live()).isEqualTo("v1");
    }

    @Test
    void aReleaseFolderIsNamedInFullAndStaysTheOneItIs() throws IOException {
        Shop shop = shop();
        Swapper swapper = new Swapper(
                Path.of("."),
                shop.live(),
                (path, pace) -> shop.releases().open(path),
                new Swapper.Trial(ConfigReader.defaults().releases(), recent, () -> 0, nanos -> {}, patience),
                counted::add);
        swapper.look();
        assertThat(swapper.status().problem()).isEmpty();
        assertThat(swapper.reload().problem())
                .isEqualTo(Path.of("").toAbsolutePath() + " has no CURRENT that names a release");
    }

    /** What is said of v2, where v1 is live. */
    private @Nullable String objection(Canary canary, List<Request> requests) throws IOException {
        FakeReleases releases = shop().releases();
        return canary.objection(
                releases.open(folder.resolve("v2")).served().cascade(),
                releases.open(folder.resolve("v1")).served().cascade(),
                requests);
    }

    @Test
    void withoutRequestsMadeUpOnesAreAsked() throws IOException {
        assertThat(objection(new Canary(ConfigReader.defaults().releases(), () -> 0, Pace.FULL), List.of()))
                .isNull();
    }

    @Test
    void whatAnyReleaseAnswersAlikeSaysNothingForOne() throws IOException {
        for (int i = 0; i < 20; i++) {
            recent.accept(Request.items(3).withItems(List.of("i1", "i2", "i3")));
            recent.accept(Request.items(10).withFilter("id:i" + i));
        }
        Shop shop = shop();
        shop.releases().add("v9", Kind.UPSIDE_DOWN);
        shop.releases().name("v9");
        assertThat(shop.swapper().reload().problem())
                .contains("of their items with the live release's (expected: at least 0.300)");
    }

    @Test
    void aReleaseIsNotRefusedForBeingAskedAfterARest() throws IOException {
        AtomicLong nanos = new AtomicLong();
        AtomicBoolean rested = new AtomicBoolean();
        // Begin and end of what is asked after a rest are 100 ms apart, of what is asked next not at all.
        LongSupplier ticker = () -> rested.getAndSet(false) ? nanos.getAndAdd(100_000_000) : nanos.get();
        assertThat(objection(
                        new Canary(ConfigReader.defaults().releases(), ticker, () -> rested.set(true)), recent.list()))
                .isNull();
    }

    @Test
    void aReleaseInUseStaysOpenUntilItIsGivenBack() throws IOException {
        Shop shop = shop();
        Live.Lease first = shop.live().lease();
        assertThat(first.share()).isTrue();
        shop.releases().name("v2");
        shop.swapper().look();
        assertThat(shop.live().open()).isEqualTo(2);
        assertThat(first.served().manifest().version()).isEqualTo("v1");
        first.close();
        assertThat(shop.releases().closed.get(0)).hasValue(0);
        first.close();
        assertThat(shop.releases().closed.get(0)).hasValue(1);
        assertThat(first.share()).isFalse();
        assertThat(shop.live().open()).isEqualTo(1);
    }
}
