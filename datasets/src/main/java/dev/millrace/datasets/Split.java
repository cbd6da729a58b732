package dev.millrace.datasets;

import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.ItemTable;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How a data set is cut into a training and a test part. Immutable and thread-safe. */
public sealed interface Split {
    /** Share of the events a default time split trains on. */
    double DEFAULT_TRAIN_SHARE = 0.9;

    /**
     * Cuts a data set.
     *
     * @throws DataException when the data set does not allow this cut, or a part would be empty
     */
    Partition apply(Dataset data);

    /** Returns the split as the command line names it. */
    String label();

    /**
     * Reads {@code time:INSTANT}, {@code leave-one-out} or {@code given}.
     *
     * @throws DataException when the text is none of them
     */
    static Split parse(String text) {
        if (text.equals("leave-one-out")) {
            return new LeaveOneOut();
        }
        if (text.equals("given")) {
            return new Given();
        }
        if (text.startsWith("time:")) {
            try {
                return new AtTime(TimeParser.isoMillis(text.substring("time:".length())));
            } catch (RowException e) {
                throw new DataException("split: '" + text + "' (expected: time: and an ISO-8601 instant)", e);
            }
        }
        throw new DataException("split: '" + text + "' (expected: time:INSTANT, leave-one-out or given)");
    }

    /**
     * Returns the split that suits a data set where none is asked for: the given test part where there is one; else,
     * with times, the time by which {@value #DEFAULT_TRAIN_SHARE} of the events have happened; else leave-one-out.
     */
    static Split defaultFor(Dataset data) {
        if (data.givenTest().isPresent()) {
            return new Given();
        }
        EventLog events = data.events();
        if (!events.timed() || events.timestamp(0) == events.endMillis()) {
            return new LeaveOneOut();
        }
        return new AtTime(quantile(events));
    }

    private static long quantile(EventLog events) {
        long at = events.timestamp((int) (events.size() * DEFAULT_TRAIN_SHARE));
        return at > events.timestamp(0) ? at : at + 1;
    }

    /**
     * Trains on what happened before a time, tests on what happened from it on. The only split that never lets a model
     * see the future.
     *
     * @param millis milliseconds since 1970-01-01T00:00Z
     */
    record AtTime(long millis) implements Split {
        @Override
        public Partition apply(Dataset data) {
            EventLog events = data.events();
            if (!events.timed()) {
                throw new DataException("split " + label() + ": the events have no times (expected: leave-one-out)");
            }
            EventLog train = events.select(i -> events.timestamp(i) < millis);
            EventLog test = events.select(i -> events.timestamp(i) >= millis);
            if (train.size() == 0 || test.size() == 0) {
                throw new DataException("split " + label() + ": " + train.size() + " training and " + test.size()
                        + " test events (expected: a time between " + Instant.ofEpochMilli(events.timestamp(0))
                        + " and " + Instant.ofEpochMilli(events.endMillis()) + ")");
            }
            return new Partition(train, Holdout.of(test, millis), asOf(data.items()));
        }

        /** Takes away creation times that are not known yet at the cut. */
        private ItemTable asOf(ItemTable items) {
            List<Column> columns = new ArrayList<>();
            List<Field> fields = items.schema().fields();
            for (int i = 0; i < fields.size(); i++) {
                Column column = items.columns().get(i);
                boolean created = fields.get(i).role() == Field.Role.CREATED;
                columns.add(created && column instanceof Column.Instants instants ? asOf(instants) : column);
            }
            return new ItemTable(items.schema(), items.ids(), columns);
        }

        private Column asOf(Column.Instants instants) {
            long[] known = new long[instants.size()];
            for (int item = 0; item < known.length; item++) {
                long at = instants.value(item);
                known[item] = at >= millis ? History.NO_TIME : at;
            }
            return Column.instants(known);
        }

        @Override
        public String label() {
            try {
                return "time:" + Instant.ofEpochMilli(millis);
            } catch (DateTimeException e) {
                return "time:" + millis;
            }
        }
    }

    /**
     * Tests on the last event of every user with at least two, trains on those before. Users' last events lie at
     * different times, so a model sees what others did later; use it where there are no times, or to compare with
     * published figures.
     */
    record LeaveOneOut() implements Split {
        @Override
        public Partition apply(Dataset data) {
            EventLog events = data.events();
            Histories histories = events.histories();
            boolean[] held = new boolean[events.size()];
            int[] users = new int[histories.users()];
            int[] targets = new int[histories.users()];
            long[] now = new long[histories.users()];
            int count = 0;
            for (int user = 0; user < histories.users(); user++) {
                if (histories.size(user) < 2) {
                    continue;
                }
                int last = histories.event(histories.end(user) - 1);
                held[last] = true;
                users[count] = user;
                targets[count] = events.item(last);
                now[count++] = events.timestamp(last);
            }
            if (count == 0) {
                throw new DataException("split leave-one-out: no user has two events");
            }
            int[] offsets = new int[count + 1];
            java.util.Arrays.setAll(offsets, i -> i);
            Holdout test = new Holdout(
                    java.util.Arrays.copyOf(users, count),
                    offsets,
                    java.util.Arrays.copyOf(targets, count),
                    java.util.Arrays.copyOf(now, count));
            return new Partition(events.select(i -> !held[i]), test, data.items());
        }

        @Override
        public String label() {
            return "leave-one-out";
        }
    }

    /** Tests on the part the data set itself declares. */
    record Given() implements Split {
        @Override
        public Partition apply(Dataset data) {
            EventLog test = data.givenTest()
                    .orElseThrow(() -> new DataException("split given: " + data.name()
                            + " declares no test part (expected: time:INSTANT or leave-one-out)"));
            return new Partition(data.events(), Holdout.of(test, data.events().endMillis()), data.items());
        }

        @Override
        public String label() {
            return "given";
        }
    }
}
