package dev.millrace.server.admission;

/** A line, those who come to it, and a ticker that the test moves. */
abstract class LineCase {
    static final long MILLI = 1_000_000;
    static final long BYTES = 1000;
    static final long LONG = 1_000_000 * MILLI;

    /** Of the ticker, moved by the test. */
    long now = 1;

    static Line line(int threads, int capacity) {
        return new Line(
                threads, capacity, BYTES, new AdaptiveLimit(4 * threads, 16 * threads, threads + capacity, 10 * MILLI));
    }

    final TestJob job(String name, Priority priority) {
        return new TestJob(name, priority, now + LONG);
    }

    final Line.Verdict offer(Line line, Priority priority) {
        return line.offer(job("", priority), now);
    }

    final String next(Line line) {
        Line.Turn turn = line.poll(now);
        return turn == null ? "none" : turn.job().toString();
    }

    /** Has some come and be answered, one after the other. */
    final void answer(Line line, Priority priority, int count, long nanos) {
        for (int i = 0; i < count; i++) {
            offer(line, priority);
            line.poll(now);
            line.ended(nanos, now);
        }
    }

    final void workAllOff(Line line) {
        while (line.poll(now) != null) {
            line.ended(MILLI, now);
        }
    }

    /** Has all threads at work for so long that they have had nothing else to do lately; none is any more. */
    final void saturate(Line line, int threads) {
        for (int i = 0; i < threads; i++) {
            offer(line, Priority.DEFAULT);
            line.poll(now);
        }
        now += 2000 * MILLI;
        for (int i = 0; i < threads; i++) {
            line.ended(0, now);
        }
    }
}
