package dev.millrace.server.swap;

import dev.millrace.cascade.release.BadReleaseException;
import dev.millrace.cascade.release.Pace;
import dev.millrace.cascade.release.Release;
import dev.millrace.cascade.release.ReleaseWriter;
import dev.millrace.server.config.ReleaseConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the release that {@code CURRENT} names the live one, where it is fit for it. Thread-safe: one change at a time.
 *
 * <p>A release that is refused is not tried again until {@code CURRENT} names another, or somebody asks for it.
 */
public final class Swapper implements ReleaseControl {
    private static final Logger LOG = LoggerFactory.getLogger(Swapper.class);

    private final Path releases;
    private final LiveRelease live;
    private final Opener opener;
    private final Trial trial;
    private final Consumer<String> counted;
    private volatile @Nullable String previous;
    private volatile @Nullable String refused;
    private volatile String lastProblem = "";
    private volatile boolean stopping;
    /** Whether somebody waits for a reload. */
    private final AtomicBoolean reloading = new AtomicBoolean();
    /** Whether somebody waits for the release before, and so for the end of what is done now. */
    private final AtomicBoolean rollingBack = new AtomicBoolean();

    /** Opens the folder of one release, verified, or throws. */
    public interface Opener {
        /**
         * Opens a release.
         *
         * @param pace kept to between the steps
         * @throws dev.millrace.cascade.release.BadReleaseException naming the file that cannot be used, and why
         */
        Opened open(Path folder, Pace pace);
    }

    /**
     * How a release is judged. Immutable; its parts are thread-safe.
     *
     * @param config what is asked of it
     * @param recent the requests it has to answer
     * @param ticker nanoseconds, for the time it takes
     * @param pause waits so many nanoseconds, so that opening and judging do not take the processors from the requests
     * @param patience how long judging may take, by the system's clock; a release that takes longer hangs
     */
    public record Trial(
            ReleaseConfig config, RecentRequests recent, LongSupplier ticker, LongConsumer pause, Duration patience) {}

    /**
     * Creates it; changes nothing yet.
     *
     * @param releases the folder of releases, or a release folder, which never changes
     * @param counted is told the outcome of each change
     */
    public Swapper(Path releases, LiveRelease live, Opener opener, Trial trial, Consumer<String> counted) {
        this.releases = releases.toAbsolutePath().normalize();
        this.live = live;
        this.opener = opener;
        this.trial = trial;
        this.counted = counted;
    }

    /** Looks whether {@code CURRENT} names a release that is neither live nor refused, and if so makes it live. */
    public synchronized void look() {
        String named;
        try {
            named = Release.current(releases);
        } catch (BadReleaseException e) {
            unusable(e);
            return;
        }
        if (named == null || stopping || named.equals(refused)) {
            return;
        }
        if (named.equals(liveVersion())) {
            refused = null;
            lastProblem = "";
        } else {
            counted(change(named, true));
        }
    }

    /** Refuses what {@code CURRENT} says, in the log only once. */
    private Change unusable(BadReleaseException current) {
        String problem = String.valueOf(current.getMessage());
        if (!problem.equals(lastProblem)) {
            lastProblem = problem;
            LOG.error("no release is named, {} goes on: {}", liveVersion(), problem);
        }
        return new Change(Outcome.REFUSED, liveVersion(), problem);
    }

    @Override
    public Change reload() {
        return alone(reloading, "a reload", this::reloadNow);
    }

    /** Makes a change, unless one of its kind is under way: a second caller would only keep another thread waiting. */
    private Change alone(AtomicBoolean underWay, String kind, Supplier<Change> change) {
        if (!underWay.compareAndSet(false, true)) {
            return new Change(Outcome.REFUSED, liveVersion(), kind + " is under way");
        }
        try {
            return change.get();
        } finally {
            underWay.set(false);
        }
    }

    private synchronized Change reloadNow() {
        String named;
        try {
            named = Release.current(releases);
        } catch (BadReleaseException e) {
            return unusable(e);
        }
        if (named == null) {
            return noneNamed();
        }
        if (named.equals(liveVersion())) {
            lastProblem = "";
            return new Change(Outcome.UNCHANGED, named, "");
        }
        return counted(change(named, true));
    }

    @Override
    public Change rollback() {
        return alone(rollingBack, "a rollback", this::rollbackNow);
    }

    /**
     * Gives up a release that is being opened or judged, at its next step, and looks for no other: the server stops.
     */
    public void stop() {
        stopping = true;
    }

    private Change noneNamed() {
        return new Change(
                Outcome.REFUSED, liveVersion(), releases + " has no " + Release.CURRENT + " that names a release");
    }

    private synchronized Change rollbackNow() {
        String before = liveVersion();
        String named;
        try {
            named = Release.current(releases);
        } catch (BadReleaseException e) {
            LOG.warn("CURRENT is to name {} again: {}", before, e.getMessage());
            return makeCurrent(before, refused, new Change(Outcome.UNCHANGED, before, ""));
        }
        if (named == null) {
            return noneNamed();
        }
        if (!named.equals(before)) {
            // What CURRENT names did not go live: the live release becomes the named one again.
            return makeCurrent(before, named, new Change(Outcome.UNCHANGED, before, ""));
        }
        String back = previous;
        if (back == null) {
            return new Change(Outcome.REFUSED, before, "no release was live before " + before);
        }
        Change change = counted(change(back, false));
        return change.outcome() == Outcome.SWAPPED ? makeCurrent(back, named, change) : change;
    }

    /** Has {@code CURRENT} name a version in place of another, which does not go live though it cannot be written. */
    private Change makeCurrent(String version, @Nullable String inPlaceOf, Change change) {
        try {
            ReleaseWriter.makeCurrent(releases, version);
            refused = null;
            lastProblem = "";
            return change;
        } catch (IOException e) {
            refused = inPlaceOf;
            lastProblem = version + " is live, but " + e.getMessage();
            return new Change(Outcome.REFUSED, liveVersion(), lastProblem);
        }
    }

    /**
     * Makes a version live.
     *
     * @param compared whether it has to answer much as the live one does
     */
    private Change change(String version, boolean compared) {
        String before = liveVersion();
        String problem = tryTo(version, compared);
        if (problem == null) {
            previous = before;
            refused = null;
            lastProblem = "";
            LOG.info("release {} is live, after {}", version, before);
            return new Change(Outcome.SWAPPED, version, "");
        }
        if (stopping) {
            LOG.info("release {} is not opened: the server stops", version);
            return new Change(Outcome.REFUSED, before, "the server stops");
        }
        refused = version;
        lastProblem = "release " + version + ": " + problem;
        LOG.error("release {} is refused, {} goes on: {}", version, before, problem);
        return new Change(Outcome.REFUSED, before, lastProblem);
    }

    private @Nullable String tryTo(String version, boolean compared) {
        Rests rests = new Rests(trial.ticker(), trial.pause(), rollingBack::get);
        Pace pace = () -> step(rests);
        Opened next;
        try {
            next = opener.open(releases.resolve(version), pace);
        } catch (BadReleaseException | CancellationException e) {
            return String.valueOf(e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.error("release {} cannot be opened", version, e);
            return "cannot be opened: " + e;
        }
        String objection = new Judging(next, () -> objection(next, compared, pace)).within(trial.patience());
        if (objection == null) {
            live.swap(next);
        }
        return objection;
    }

    private void step(Rests rests) {
        if (stopping) {
            throw new CancellationException("the server stops");
        }
        rests.step();
    }

    /** A release that was live before only has to be in order; that it answers otherwise is why it is asked for. */
    private @Nullable String objection(Opened next, boolean compared, Pace pace) {
        Canary canary = new Canary(trial.config(), trial.ticker(), pace);
        try (Live.Lease lease = live.lease()) {
            return canary.objection(
                    next.served().cascade(),
                    (compared ? lease.served() : next.served()).cascade(),
                    trial.recent().list());
        }
    }

    private Change counted(Change change) {
        counted.accept(change.outcome().label());
        return change;
    }

    private String liveVersion() {
        try (Live.Lease lease = live.lease()) {
            return lease.served().manifest().version();
        }
    }

    @Override
    public Status status() {
        String named = null;
        String problem = lastProblem;
        try {
            named = Release.current(releases);
        } catch (BadReleaseException e) {
            problem = String.valueOf(e.getMessage());
        }
        String before = previous;
        return new Status(
                liveVersion(), named == null ? "" : named, before == null ? "" : before, problem, live.open());
    }
}
