package dev.millrace.server.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LineTest {
    private static final long MILLI = 1_000_000;
    private static final long LONG = 1_000_000 * MILLI;

    private long now = 1;

    private static Line line(int threads, int capacity) {
        return new Line(
                threads, capacity, new AdaptiveLimit(4 * threads, 16 * threads, threads + capacity, 10 * MILLI));
    }

    private TestJob job(String name, Priority priority) {
        return new TestJob(name, priority, now + LONG);
    }

    private Line.Verdict offer(Line line, Priority priority) {
        return line.offer(job("", priority), now);
    }

    private String next(Line line) {
        Line.Turn turn = line.poll(now);
        return turn == null ? "none" : turn.job().toString();
    }

    private void workAllOff(Line line) {
        while (line.poll(now) != null) {
            line.ended(MILLI);
        }
    }

    @Test
    void theMoreImportantComeFirstAndOtherwiseWhoCameFirst() {
        Line line = line(1, 10);
        for (String name : List.of("s1", "d1", "c1", "s2", "d2", "c2")) {
            Priority priority = Priority.values()["cds".indexOf(name.charAt(0))];
            assertThat(line.offer(job(name, priority), now)).isEqualTo(Line.Verdict.ADMITTED);
        }
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            order.add(next(line));
        }
        assertThat(order).containsExactly("c1", "c2", "d1", "d2", "s1", "s2", "none");
    }

    @Test
    void whoHasWaitedLongIsNotOvertakenForEver() {
        Line line = line(1, 10);
        line.offer(job("s", Priority.SHEDDABLE), now);
        now += 4 * MILLI;
        line.offer(job("d", Priority.DEFAULT), now);
        now += 2 * MILLI;
        line.offer(job("late", Priority.DEFAULT), now);
        assertThat(List.of(next(line), next(line), next(line))).containsExactly("d", "s", "late");
    }

    @Test
    void aFullLineGivesThePlaceOfTheNewestOfTheLeastImportant() {
        Line line = line(1, 3);
        TestJob older = job("older", Priority.SHEDDABLE);
        TestJob newer = job("newer", Priority.SHEDDABLE);
        line.offer(job("d", Priority.DEFAULT), now);
        line.offer(older, now);
        line.offer(newer, now);
        assertThat(offer(line, Priority.SHEDDABLE).refusal()).isNotNull();
        assertThat(offer(line, Priority.CRITICAL).displaced()).isSameAs(newer);
        assertThat(offer(line, Priority.DEFAULT).displaced()).isSameAs(older);
        assertThat(offer(line, Priority.DEFAULT).refusal()).isEqualTo(Refusal.QUEUE_FULL);
        assertThat(offer(line, Priority.CRITICAL).displaced()).isNotNull();
        assertThat(line.queued()).isEqualTo(3);
    }

    @Test
    void whoWouldWaitLongerThanTheyHaveIsRefusedAtOnce() {
        Line line = line(2, 100);
        for (int i = 0; i < 50; i++) {
            line.offer(job("", Priority.DEFAULT), now);
            line.poll(now);
            line.ended(10 * MILLI);
        }
        for (int i = 0; i < 8; i++) {
            line.offer(job("", Priority.DEFAULT), now);
            if (i < 2) {
                line.poll(now);
            }
        }
        // Two run and six wait: with two threads, 10 ms each, the next one has 35 ms to wait.
        assertThat(line.offer(new TestJob("hurried", Priority.DEFAULT, now + 30 * MILLI), now)
                        .refusal())
                .isEqualTo(Refusal.NO_TIME);
        assertThat(line.offer(new TestJob("hurried", Priority.CRITICAL, now + 30 * MILLI), now)
                        .refusal())
                .isNull();
        assertThat(line.offer(new TestJob("patient", Priority.DEFAULT, now + 60 * MILLI), now)
                        .refusal())
                .isNull();
    }

    @Test
    void theEffortFallsBeforeAnybodyIsRefusedAndComesBack() {
        Line line = line(2, 38);
        double before = 1;
        double effort = 1;
        boolean refused = false;
        int offered = 0;
        while (!refused) {
            refused = offer(line, Priority.SHEDDABLE).refusal() != null;
            refused |= offer(line, Priority.SHEDDABLE).refusal() != null;
            offered += 2;
            Line.Turn turn = line.poll(now);
            if (turn != null) {
                line.ended(MILLI);
                assertThat(turn.effort()).isLessThanOrEqualTo(before);
                before = turn.effort();
                effort = turn.effort();
            }
        }
        assertThat(offered).isGreaterThan(20);
        assertThat(effort).isLessThan(0.4);
        while (line.poll(now) != null) {
            line.ended(MILLI);
        }
        for (int i = 0; i < 10; i++) {
            offer(line, Priority.DEFAULT);
            line.poll(now);
            line.ended(MILLI);
        }
        assertThat(line.effort()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"CRITICAL, 250", "DEFAULT, 10"})
    void afterOneWasRefusedThoseOfLowerPriorityAreKeptOutForAWhile(Priority refused, long millis) {
        Line line = line(1, 2);
        offer(line, refused);
        offer(line, refused);
        assertThat(offer(line, refused).refusal()).isEqualTo(Refusal.QUEUE_FULL);
        workAllOff(line);
        now += millis * MILLI - 1;
        assertThat(offer(line, Priority.SHEDDABLE).refusal()).isEqualTo(Refusal.LIMIT);
        assertThat(offer(line, Priority.DEFAULT).refusal())
                .isEqualTo(refused == Priority.CRITICAL ? Refusal.LIMIT : null);
        assertThat(offer(line, Priority.CRITICAL).refusal()).isNull();
        workAllOff(line);
        now++;
        assertThat(offer(line, Priority.SHEDDABLE).refusal()).isNull();
    }

    @Test
    void everybodyGetsTheLeastWhileATwentiethIsRefused() {
        Line line = line(1, 1);
        offer(line, Priority.DEFAULT);
        for (int i = 0; i < 6; i++) {
            assertThat(offer(line, Priority.DEFAULT).refusal()).isEqualTo(Refusal.QUEUE_FULL);
        }
        assertThat(Objects.requireNonNull(line.poll(now)).effort()).isCloseTo(0.2, within(1e-9));
    }

    @Test
    void anImportantOneWithoutAFairAmountOfTimeKeepsNobodyOut() {
        Line line = line(1, 10);
        for (int i = 0; i < 50; i++) {
            offer(line, Priority.DEFAULT);
            line.poll(now);
            line.ended(MILLI);
        }
        offer(line, Priority.CRITICAL);
        line.poll(now);
        TestJob hurried = new TestJob("hurried", Priority.CRITICAL, now + 1);
        assertThat(line.offer(hurried, now).refusal()).isEqualTo(Refusal.NO_TIME);
        assertThat(offer(line, Priority.SHEDDABLE).refusal()).isNull();
    }

    @Test
    void whoseTimeIsUpIsTakenOut() {
        Line line = line(1, 10);
        TestJob late = new TestJob("late", Priority.CRITICAL, now + MILLI);
        line.offer(late, now);
        line.offer(job("early", Priority.DEFAULT), now);
        assertThat(line.expired(now)).isEmpty();
        now += MILLI;
        assertThat(line.expired(now)).containsExactly(late);
        assertThat(line.queued()).isEqualTo(1);
        assertThat(next(line)).isEqualTo("early");
    }

    @Test
    void aClosedLineAdmitsNobody() throws InterruptedException {
        Line line = line(1, 10);
        offer(line, Priority.DEFAULT);
        line.close();
        assertThat(offer(line, Priority.CRITICAL).refusal()).isEqualTo(Refusal.QUEUE_FULL);
        assertThat(line.take(() -> now)).isNotNull();
        assertThat(line.take(() -> now)).isNull();
    }

    /** Two threads, 4 ms of work at full effort, requests at a multiple of what that allows. */
    private final class Simulation {
        private static final int THREADS = 2;
        private static final long WORK = 4 * MILLI;
        private static final long BUDGET = 200 * MILLI;

        private final Line line = line(THREADS, 256);
        private final Random random = new Random(11);
        private final Deque<TestJob> none = new ArrayDeque<>();
        private final long[] busyUntil = new long[THREADS];
        private final Map<Priority, Integer> served = new EnumMap<>(Priority.class);
        private final Map<Priority, Integer> refused = new EnumMap<>(Priority.class);
        private final List<Long> tookNanos = new ArrayList<>();
        private long arrivals;
        private double effort;
        private int fullEffort;

        private void run(double load, long nanos) {
            served.clear();
            refused.clear();
            tookNanos.clear();
            fullEffort = 0;
            double between = WORK / (THREADS * load);
            double next = now;
            long end = now + nanos;
            long[] since = new long[1];
            for (; now < end; now += MILLI / 10) {
                while (next <= now) {
                    next += -Math.log(1 - random.nextDouble()) * between;
                    arrive();
                }
                line.expired(now).forEach(job -> refused.merge(job.priority(), 1, Integer::sum));
                line.stale(now).forEach(job -> refused.merge(job.priority(), 1, Integer::sum));
                for (int i = 0; i < THREADS; i++) {
                    if (busyUntil[i] <= now) {
                        work(i, since);
                    }
                }
            }
        }

        private void arrive() {
            arrivals++;
            Priority priority = Priority.values()[(int) (arrivals % 3)];
            TestJob job = new TestJob("", priority, now + BUDGET);
            Line.Verdict verdict = line.offer(job, now);
            Job out = verdict.displaced();
            if (out != null) {
                refused.merge(out.priority(), 1, Integer::sum);
            }
            if (verdict.refusal() != null) {
                refused.merge(priority, 1, Integer::sum);
            }
            assertThat(none).isEmpty();
        }

        private void work(int thread, long[] since) {
            if (busyUntil[thread] > 0) {
                line.ended(since[0] + (long) (WORK * effort));
                busyUntil[thread] = 0;
            }
            Line.Turn turn = line.poll(now);
            if (turn != null) {
                effort = turn.effort();
                fullEffort += effort == 1 ? 1 : 0;
                long took = (long) (WORK * (0.1 + 0.9 * turn.effort()));
                busyUntil[thread] = now + took;
                served.merge(turn.job().priority(), 1, Integer::sum);
                tookNanos.add(now + took - (turn.job().endNanos() - BUDGET));
            }
        }

        private int served() {
            return served.values().stream().mapToInt(Integer::intValue).sum();
        }

        private long worst() {
            List<Long> sorted = tookNanos.stream().sorted().toList();
            return sorted.get(sorted.size() * 99 / 100);
        }
    }

    @Test
    void theEffortFallsWithTheWaitAheadHoweverMuchRoomThereIs() {
        Line line = line(2, 1000);
        for (int i = 0; i < 100; i++) {
            offer(line, Priority.DEFAULT);
            line.poll(now);
            line.ended(4 * MILLI);
        }
        double[] efforts = new double[12];
        for (int waiting = 0; waiting < efforts.length; waiting++) {
            for (int i = 0; i < 20; i++) {
                while (line.queued() <= waiting) {
                    offer(line, Priority.DEFAULT);
                }
                efforts[waiting] = Objects.requireNonNull(line.poll(now)).effort();
                line.ended(4 * MILLI);
            }
        }
        // Two threads, 4 ms each: from 4 ms of waiting on there is less, from 8 ms on the least.
        assertThat(efforts[2]).isEqualTo(1);
        assertThat(efforts[3]).isBetween(0.5, 0.9);
        assertThat(efforts[5]).isCloseTo(0.2, within(0.001));
    }

    @Test
    void whoHasWaitedTooLongGivesUpThePlaceWhileOthersAreRefusedAndOnlyThen() {
        Line line = line(2, 38);
        TestJob first = job("first", Priority.DEFAULT);
        TestJob critical = job("critical", Priority.CRITICAL);
        line.offer(first, now);
        line.offer(critical, now);
        now += LONG / 10;
        assertThat(line.stale(now)).isEmpty();
        refuseSome(line);
        assertThat(line.stale(now)).containsExactly(first);
        assertThat(line.stale(now)).isEmpty();
        assertThat(next(line)).isEqualTo("critical");
    }

    @Test
    void whereCriticalOnesAreLateWhileOthersAreRefusedTheLatestComeFirst() {
        Line line = line(2, 38);
        for (String name : List.of("c1", "c2", "c3")) {
            line.offer(job(name, Priority.CRITICAL), now);
        }
        now += LONG / 10;
        assertThat(next(line)).isEqualTo("c1");
        refuseSome(line);
        line.offer(job("c4", Priority.CRITICAL), now);
        Line.Turn turn = Objects.requireNonNull(line.poll(now));
        assertThat(turn.job()).hasToString("c4");
        assertThat(turn.effort()).isEqualTo(0.05);
        assertThat(next(line)).isEqualTo("c3");
        line.offer(job("c5", Priority.CRITICAL), now);
        assertThat(List.of(next(line), next(line))).containsExactly("c5", "c2");
        line.offer(job("c6", Priority.CRITICAL), now);
        line.offer(job("c7", Priority.CRITICAL), now);
        assertThat(List.of(next(line), next(line))).containsExactly("c6", "c7");
    }

    @Test
    void aLateCriticalOneGivesItsPlaceToANewerWhereThereIsNoRoom() {
        Line line = line(2, 4);
        TestJob oldest = job("oldest", Priority.CRITICAL);
        line.offer(oldest, now);
        for (int i = 1; i < 4; i++) {
            offer(line, Priority.CRITICAL);
        }
        refuseSome(line);
        assertThat(offer(line, Priority.CRITICAL).refusal()).isEqualTo(Refusal.QUEUE_FULL);
        now += LONG / 10;
        Line.Verdict verdict = offer(line, Priority.CRITICAL);
        assertThat(verdict.refusal()).isNull();
        assertThat(verdict.displaced()).isSameAs(oldest);
        assertThat(line.queued()).isEqualTo(4);
    }

    private void refuseSome(Line line) {
        while (offer(line, Priority.SHEDDABLE).refusal() == null) {
            assertThat(line.queued()).isLessThan(38);
        }
        for (int i = 0; i < 10; i++) {
            offer(line, Priority.SHEDDABLE);
        }
    }

    @Test
    void whileOthersAreRefusedThoseThatAreServedGetLessThoughNobodyWaitsLong() {
        Line line = line(2, 38);
        while (offer(line, Priority.SHEDDABLE).refusal() == null) {
            assertThat(line.queued()).isLessThan(38);
        }
        for (int i = 0; i < 100; i++) {
            offer(line, Priority.SHEDDABLE);
        }
        while (line.poll(now) != null) {
            line.ended(MILLI / 100);
        }
        for (int i = 0; i < 20; i++) {
            offer(line, Priority.CRITICAL);
            assertThat(Objects.requireNonNull(line.poll(now)).effort()).isCloseTo(0.2, within(0.001));
            line.ended(MILLI / 100);
        }
        for (int i = 0; i < 500; i++) {
            offer(line, Priority.CRITICAL);
            line.poll(now);
            line.ended(MILLI / 100);
        }
        assertThat(line.effort()).isEqualTo(1);
    }

    @Test
    void underOverloadTheCriticalAreServedTheWaitStaysShortAndAllIsWellAfterwards() {
        Simulation shop = new Simulation();
        shop.run(0.5, 2000 * MILLI);
        assertThat(shop.refused).isEmpty();
        shop.run(1, 2000 * MILLI);
        int peak = shop.served();
        assertThat(shop.worst()).isLessThan(25 * MILLI);
        for (double load : new double[] {2, 5, 10}) {
            shop.run(load, 2000 * MILLI);
            assertThat(shop.served()).as("load %s", load).isGreaterThan(peak * 8 / 10);
            // At 10 the critical ones alone are three times what there is room for; they are refused last.
            assertThat(shop.worst()).as("load %s", load).isLessThan((load < 6 ? 25 : 60) * MILLI);
            if (load < 6) {
                assertThat(shop.refused.getOrDefault(Priority.CRITICAL, 0))
                        .as("load %s", load)
                        .isZero();
            } else {
                assertThat(shop.served.getOrDefault(Priority.SHEDDABLE, 0)).isZero();
            }
        }
        shop.run(0.5, 1500 * MILLI);
        shop.run(0.5, 2000 * MILLI);
        assertThat(shop.refused).isEmpty();
        assertThat(shop.fullEffort).isGreaterThan(shop.served() * 9 / 10);
    }
}
