package dev.millrace.server.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who comes first, who is refused, and for how long others are kept out. */
final class LineTest extends LineCase {
    @Test
    void thoseWhoWaitKeepNoMoreInMemoryThanTheyMay() {
        Line line = line(1, 100);
        TestJob most = job("most", Priority.DEFAULT);
        most.bytes = (int) BYTES;
        TestJob one = job("one", Priority.DEFAULT);
        one.bytes = 1;
        assertThat(line.offer(most, now)).isEqualTo(Line.Verdict.ADMITTED);
        assertThat(line.offer(one, now).refusal()).isEqualTo(Refusal.QUEUE_FULL);
        assertThat(next(line)).isEqualTo("most");
        line.ended(MILLI, now);
        assertThat(line.offer(one, now)).isEqualTo(Line.Verdict.ADMITTED);
        TestJob critical = job("critical", Priority.CRITICAL);
        critical.bytes = (int) BYTES;
        assertThat(line.offer(critical, now)).isEqualTo(new Line.Verdict(Refusal.QUEUE_FULL, null));
        assertThat(line.queued()).isEqualTo(1);
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
            line.ended(10 * MILLI, now);
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
    void anImportantOneWithoutAFairAmountOfTimeKeepsNobodyOut() {
        Line line = line(1, 10);
        answer(line, Priority.DEFAULT, 50, MILLI);
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
}
