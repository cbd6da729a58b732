package dev.millrace.server.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What those who are let in get, and who gives way, while there is more than can be done. */
final class LineOverloadTest extends LineCase {
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
                line.ended(MILLI, now);
                assertThat(turn.effort()).isLessThanOrEqualTo(before);
                before = turn.effort();
                effort = turn.effort();
            }
        }
        assertThat(offered).isGreaterThan(20);
        assertThat(effort).isLessThan(0.4);
        workAllOff(line);
        answer(line, Priority.DEFAULT, 10, MILLI);
        assertThat(line.effort(now)).isEqualTo(1);
    }

    @Test
    void everybodyGetsTheLeastWhenSomeHadToBeRefused() {
        Line line = line(1, 1);
        saturate(line, 1);
        offer(line, Priority.DEFAULT);
        for (int i = 0; i < 6; i++) {
            assertThat(offer(line, Priority.DEFAULT).refusal()).isEqualTo(Refusal.QUEUE_FULL);
        }
        assertThat(Objects.requireNonNull(line.poll(now)).effort()).isCloseTo(0.2, within(1e-9));
    }

    @Test
    void theEffortFallsWithTheWaitAheadHoweverMuchRoomThereIs() {
        Line line = line(2, 1000);
        answer(line, Priority.DEFAULT, 100, 4 * MILLI);
        double[] efforts = new double[12];
        for (int waiting = 0; waiting < efforts.length; waiting++) {
            for (int i = 0; i < 20; i++) {
                while (line.queued() <= waiting) {
                    offer(line, Priority.DEFAULT);
                }
                efforts[waiting] = Objects.requireNonNull(line.poll(now)).effort();
                line.ended(4 * MILLI, now);
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
        saturate(line, 2);
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
        saturate(line, 2);
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
        saturate(line, 2);
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

    @Test
    void afterAPauseOfTheProcessNobodyGivesUpThePlaceThoughSomeWereRefusedBefore() {
        Line line = line(2, 38);
        saturate(line, 2);
        refuseSome(line);
        workAllOff(line);
        line.offer(new TestJob("", Priority.DEFAULT, now + 200 * MILLI), now);
        now += 50 * MILLI;
        assertThat(line.stale(now)).as("soon after some were refused").hasSize(1);
        line.offer(new TestJob("", Priority.DEFAULT, now + 30_000 * MILLI), now);
        now += 10_000 * MILLI;
        assertThat(line.stale(now)).isEmpty();
    }

    private void refuseSome(Line line) {
        refuseSome(line, 10);
    }

    private void refuseSome(Line line, int count) {
        while (offer(line, Priority.SHEDDABLE).refusal() == null) {
            assertThat(line.queued()).isLessThan(38);
        }
        for (int i = 0; i < count; i++) {
            offer(line, Priority.SHEDDABLE);
        }
    }

    @Test
    void whileOthersAreRefusedThoseThatAreServedGetLessThoughNobodyWaitsLong() {
        Line line = line(2, 38);
        saturate(line, 2);
        refuseSome(line, 100);
        while (line.poll(now) != null) {
            line.ended(MILLI / 100, now);
        }
        for (int i = 0; i < 20; i++) {
            offer(line, Priority.CRITICAL);
            assertThat(Objects.requireNonNull(line.poll(now)).effort()).isCloseTo(0.2, within(0.001));
            line.ended(MILLI / 100, now);
        }
        answer(line, Priority.CRITICAL, 500, MILLI / 100);
        assertThat(line.effort(now)).as("however many came at once").isCloseTo(0.2, within(0.001));
        now += 400 * MILLI / 100 / 2;
        answer(line, Priority.CRITICAL, 1, MILLI / 100);
        assertThat(line.effort(now))
                .as("a third of it after the time of 400 answers")
                .isCloseTo(0.2, within(0.001));
        now += 4 * 400 * MILLI / 100 / 2;
        answer(line, Priority.CRITICAL, 1, MILLI / 100);
        assertThat(line.effort(now)).as("after five times as long").isEqualTo(1);
    }

    @Test
    void underOverloadTheCriticalAreServedTheWaitStaysShortAndAllIsWellAfterwards() {
        LineSimulation shop = new LineSimulation();
        shop.run(0.5, 2000 * MILLI);
        assertThat(shop.refused()).isEmpty();
        shop.run(1, 2000 * MILLI);
        int peak = shop.served();
        assertThat(shop.worst()).isLessThan(25 * MILLI);
        for (double load : new double[] {2, 5, 10}) {
            shop.run(load, 2000 * MILLI);
            assertThat(shop.served()).as("load %s", load).isGreaterThan(peak * 8 / 10);
            // At 10 the critical ones alone are three times what there is room for; they are refused last.
            assertThat(shop.worst()).as("load %s", load).isLessThan((load < 6 ? 25 : 60) * MILLI);
            if (load < 3) {
                // Narrowed as far as they go there is room for all; only what bursts do before that is refused.
                assertThat(shop.refusals()).isLessThan(shop.served() * 3 / 100);
            }
            if (load < 6) {
                assertThat(shop.refused().getOrDefault(Priority.CRITICAL, 0))
                        .as("load %s", load)
                        .isZero();
            } else {
                assertThat(shop.servedOf().getOrDefault(Priority.SHEDDABLE, 0)).isZero();
            }
        }
        shop.run(0.5, 1500 * MILLI);
        shop.run(0.5, 2000 * MILLI);
        assertThat(shop.refused()).isEmpty();
        assertThat(shop.fullEffort()).isGreaterThan(shop.served() * 9 / 10);
    }

    @Test
    void aBurstFindsMoreRoomWhereThreadsHadNothingToDoThanWhereAllWereAtWork() {
        Line idle = line(2, 100);
        Line busy = line(2, 100);
        for (Line each : List.of(idle, busy)) {
            haveWaitTooLong(each);
        }
        now += 2000 * MILLI;
        saturate(busy, 2);
        for (Line each : List.of(idle, busy)) {
            while (offer(each, Priority.DEFAULT).refusal() == null) {
                assertThat(each.queued()).isLessThan(40);
            }
        }
        assertThat(idle.queued()).as("16 for each thread").isEqualTo(32);
        assertThat(List.of(idle.limit(now), busy.limit(now))).containsExactly(idle.queued(), busy.queued());
        assertThat(busy.queued()).isLessThan(16);
    }

    /** Lets some wait until the limit has fallen. */
    private void haveWaitTooLong(Line line) {
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 20; i++) {
                line.offer(new TestJob("", Priority.DEFAULT, now + 200 * MILLI), now);
            }
            now += 100 * MILLI;
            workAllOff(line);
        }
    }

    @Test
    void whereAllWhoWaitedHaveGivenUpThreadsAreIdle() {
        Line line = line(2, 38);
        saturate(line, 2);
        line.offer(new TestJob("", Priority.DEFAULT, now + 100 * MILLI), now);
        now += 100 * MILLI;
        assertThat(line.expired(now)).hasSize(1);
        assertThat(line.occupancy(now)).isGreaterThan(0.9);
        now += 2000 * MILLI;
        assertThat(line.occupancy(now)).isLessThan(0.01);
    }

    @Test
    void anOverloadThatFollowsUponIdlenessIsOneWithinHalfASecond() {
        LineSimulation shop = new LineSimulation();
        shop.run(0.1, 2000 * MILLI);
        shop.run(10, 500 * MILLI);
        assertThat(shop.occupancy()).isGreaterThan(0.9);
        shop.run(10, 2000 * MILLI);
        assertThat(shop.servedOf().getOrDefault(Priority.SHEDDABLE, 0)).isZero();
    }

    @Test
    void aRefusalOfABurstThatFindsThreadsIdleCostsNobodyAnyEffort() {
        Line line = line(2, 38);
        refuseSome(line);
        workAllOff(line);
        answer(line, Priority.DEFAULT, 10, MILLI / 100);
        assertThat(line.effort(now)).isEqualTo(1);
    }

    @Test
    void whereTheMachineStandsStillNowAndThenFewAreRefusedAndMostGetAll() {
        LineSimulation shop = new LineSimulation();
        shop.standStill(10, 25 * MILLI);
        shop.run(0.5, 20_000 * MILLI);
        // Were a refusal always one for want of room, 89 would be refused and three fifths get all.
        assertThat(shop.refusals()).isLessThan(20);
        assertThat(shop.fullEffort()).isGreaterThan(shop.served() * 3 / 4);
    }
}
