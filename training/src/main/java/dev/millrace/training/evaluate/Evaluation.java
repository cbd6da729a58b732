package dev.millrace.training.evaluate;

import dev.millrace.training.pipeline.TrainingProgress;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs systems over the same test users and measures what they rank. Immutable and thread-safe; equal settings and
 * systems give equal metrics whatever the number of threads.
 *
 * <p>A ranking that repeats an item or shows a masked one is a bug of the system and is thrown as such, since it would
 * make its metrics better or worse than they are.
 */
public final class Evaluation {
    private final Settings settings;
    private final List<TestUser> users;
    private final int itemCount;

    /**
     * How to evaluate. Immutable.
     *
     * @param threads how many users are ranked for at once
     * @param maxUsers how many test users to draw where there are more
     * @param resamples of the bootstrap
     * @param seed of the sample and the bootstrap
     */
    public record Settings(int threads, int maxUsers, int resamples, long seed) {
        /** Checks that all are positive. */
        public Settings {
            if (threads <= 0 || maxUsers <= 0 || resamples <= 0) {
                throw new IllegalArgumentException("settings: " + threads + " threads, " + maxUsers + " users, "
                        + resamples + " resamples (expected: > 0)");
            }
        }

        /** All users on so many threads. */
        public static Settings threads(int threads) {
            return new Settings(threads, Integer.MAX_VALUE, Bootstrap.RESAMPLES, 1);
        }
    }

    /**
     * Creates the evaluation.
     *
     * @param users the test users, at least one
     * @param itemCount number of items in the catalogue
     */
    public Evaluation(Settings settings, List<TestUser> users, int itemCount) {
        if (users.isEmpty()) {
            throw new IllegalArgumentException("test users: none (expected: at least one)");
        }
        this.settings = settings;
        this.users = sample(users, settings);
        this.itemCount = itemCount;
    }

    private static List<TestUser> sample(List<TestUser> users, Settings settings) {
        List<TestUser> sample = new ArrayList<>(users);
        if (users.size() > settings.maxUsers()) {
            Collections.shuffle(sample, new Random(settings.seed()));
            sample = sample.subList(0, settings.maxUsers());
        }
        return List.copyOf(sample);
    }

    /** Returns the test users that are ranked for. */
    public List<TestUser> users() {
        return users;
    }

    /** Ranks for every user with every system, one system after the other, and measures. */
    public EvaluationResult run(Map<String, RecommenderSystem> systems, TrainingProgress progress) {
        Map<String, SystemResult> results = new LinkedHashMap<>();
        systems.forEach((name, system) -> {
            progress.begin("evaluate " + name);
            results.put(name, run(name, system, progress));
            progress.done(users.size() + " users");
        });
        return EvaluationResult.of(users.size(), results, settings);
    }

    private SystemResult run(String name, RecommenderSystem system, TrainingProgress progress) {
        SystemResult result = new SystemResult(users.size(), itemCount);
        AtomicInteger next = new AtomicInteger();
        List<Future<Worker>> workers = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(settings.threads());
        try {
            for (int i = 0; i < settings.threads(); i++) {
                Worker worker = new Worker(name, system, result, next);
                workers.add(pool.submit(worker::run));
            }
            for (Future<Worker> worker : workers) {
                result.add(worker.get().compute, worker.get().shown);
                progress.at(Math.min(1, (double) next.get() / users.size()), "");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("evaluation of " + name + " was interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
        return result;
    }

    /** Ranks for one user after another; owned by one thread, read by the caller once it is done. */
    private final class Worker {
        private final String name;
        private final RecommenderSystem system;
        private final SystemResult result;
        private final AtomicInteger next;
        private final ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        private final Compute compute = new Compute();
        private final BitSet shown = new BitSet(itemCount);

        Worker(String name, RecommenderSystem system, SystemResult result, AtomicInteger next) {
            this.name = name;
            this.system = system;
            this.result = result;
            this.next = next;
        }

        Worker run() {
            int[] ranked = new int[Metric.DEPTH];
            for (int i = next.getAndIncrement(); i < users.size(); i = next.getAndIncrement()) {
                TestUser user = users.get(i);
                long start = clock.getCurrentThreadCpuTime();
                int size = system.rank(user, ranked, compute);
                compute.ranked(clock.getCurrentThreadCpuTime() - start);
                check(user, ranked, size);
                result.measure(i, user, ranked, size);
                for (int rank = 0; rank < Math.min(size, SystemResult.COVERAGE_DEPTH); rank++) {
                    shown.set(ranked[rank]);
                }
            }
            return this;
        }

        private void check(TestUser user, int[] ranked, int size) {
            BitSet seen = new BitSet(itemCount);
            for (int rank = 0; rank < size; rank++) {
                if (seen.get(ranked[rank]) || user.isMasked(ranked[rank])) {
                    throw new IllegalStateException(name + " ranks item " + ranked[rank] + " for user " + user.user()
                            + (seen.get(ranked[rank]) ? " twice" : ", who has seen it"));
                }
                seen.set(ranked[rank]);
            }
        }
    }
}
