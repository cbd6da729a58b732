package dev.millrace.finerank;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HistoryStatesTest {
    private static final int LONGEST = 5;
    private static final int NUMBERS = 3;

    private final List<HistoryStates> open = new ArrayList<>();

    private HistoryStates kept(HistoryStates states) {
        open.add(states);
        return states;
    }

    @AfterEach
    void close() {
        open.forEach(HistoryStates::close);
    }

    @Test
    void whatItFindsIsWhatWasKeptUnderThatVeryHistory() {
        HistoryStates states = kept(new HistoryStates(20_000, LONGEST, NUMBERS));
        int[] kept = new int[500];
        Random random = new Random(3);
        FloatBuffer buffer = FloatBuffer.allocate(NUMBERS);
        int found = 0;
        for (int i = 0; i < 20_000; i++) {
            int user = random.nextInt(500);
            long[] key = key(user);
            if (states.read(key, length(user), buffer, NUMBERS)) {
                found++;
                assertThat(buffer.get(0)).as("user %d", user).isEqualTo(kept[user]);
                assertThat(buffer.get(NUMBERS - 1)).isEqualTo(i > 0 ? -buffer.get(0) : 0);
            }
            states.write(key, length(user), numbers(i), NUMBERS);
            kept[user] = i;
        }
        assertThat(found).isBetween(1, 19_999);
    }

    @Test
    void whereThereIsNoMemoryNothingIsKept() {
        Arena spent = new Arena() {
            @Override
            public MemorySegment allocate(long bytes, long alignment) {
                throw new OutOfMemoryError("asked to");
            }

            @Override
            public MemorySegment.Scope scope() {
                return Arena.global().scope();
            }

            @Override
            public void close() {}
        };
        HistoryStates states = kept(new HistoryStates(spent, 0, LONGEST, NUMBERS));
        for (int twice = 0; twice < 2; twice++) {
            states.write(key(1), length(1), numbers(1), NUMBERS);
            assertThat(states.read(key(1), length(1), FloatBuffer.allocate(NUMBERS), NUMBERS))
                    .isFalse();
        }
    }

    @Test
    void aPrefixIsAnotherHistory() {
        HistoryStates states = kept(new HistoryStates(20_000, LONGEST, NUMBERS));
        states.write(new long[] {1, 2, 3}, 3, numbers(1), NUMBERS);
        assertThat(states.read(new long[] {1, 2, 3}, 2, FloatBuffer.allocate(NUMBERS), NUMBERS))
                .isFalse();
        assertThat(states.read(new long[] {1, 2, 3, 9}, 3, FloatBuffer.allocate(NUMBERS), NUMBERS))
                .isTrue();
    }

    @Test
    void theOneUsedLongestAgoGivesWay() {
        HistoryStates states = kept(new HistoryStates(0, LONGEST, NUMBERS));
        assertThat(states.capacity()).isEqualTo(4);
        FloatBuffer buffer = FloatBuffer.allocate(NUMBERS);
        for (int user = 0; user < 4; user++) {
            states.write(key(user), length(user), numbers(user), NUMBERS);
        }
        assertThat(states.read(key(0), length(0), buffer, NUMBERS)).isTrue();
        states.write(key(4), length(4), numbers(4), NUMBERS);
        for (int user = 0; user < 5; user++) {
            assertThat(states.read(key(user), length(user), buffer, NUMBERS))
                    .as("user %d", user)
                    .isEqualTo(user != 1);
        }
    }

    @Test
    void itsPlacesFitTheBytesItMayTake() {
        int each = HistoryStates.PLACE_BYTES + 100 * Long.BYTES + 6400 * Float.BYTES;
        HistoryStates states = kept(new HistoryStates(32 << 20, 100, 6400));
        assertThat((long) states.capacity() * each).isBetween(31L << 20, 32L << 20);
    }

    @Test
    void everyPlaceIsUsed() {
        int each = HistoryStates.PLACE_BYTES + LONGEST * Long.BYTES + NUMBERS * Float.BYTES;
        HistoryStates states = kept(new HistoryStates(4L * 37 * each, LONGEST, NUMBERS));
        assertThat(states.capacity()).isEqualTo(4 * 37);
        for (int user = 0; user < 10 * states.capacity(); user++) {
            states.write(key(user), length(user), numbers(user), NUMBERS);
        }
        FloatBuffer buffer = FloatBuffer.allocate(NUMBERS);
        int found = 0;
        for (int user = 0; user < 10 * states.capacity(); user++) {
            found += states.read(key(user), length(user), buffer, NUMBERS) ? 1 : 0;
        }
        assertThat(found).isBetween(states.capacity() * 95 / 100, states.capacity());
    }

    @Test
    void threadsNeverReadHalfOfWhatAnotherWrites() throws Exception {
        HistoryStates states = kept(new HistoryStates(0, LONGEST, NUMBERS));
        Set<String> torn = ConcurrentHashMap.newKeySet();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int seed = t;
                running.add(threads.submit(() -> {
                    Random random = new Random(seed);
                    FloatBuffer buffer = FloatBuffer.allocate(NUMBERS);
                    for (int i = 0; i < 20_000; i++) {
                        int user = random.nextInt(8);
                        if (states.read(key(user), length(user), buffer, NUMBERS)
                                && (buffer.get(0) != user || buffer.get(NUMBERS - 1) != -user)) {
                            torn.add(user + ": " + buffer.get(0) + ", " + buffer.get(NUMBERS - 1));
                        }
                        states.write(key(user), length(user), numbers(user), NUMBERS);
                    }
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
        assertThat(torn).isEmpty();
    }

    private static int length(int user) {
        return 1 + user % LONGEST;
    }

    private static long[] key(int user) {
        long[] key = new long[LONGEST];
        for (int i = 0; i < length(user); i++) {
            key[i] = HistoryStates.event(user, i, 0);
        }
        return key;
    }

    private static FloatBuffer numbers(int value) {
        return FloatBuffer.wrap(new float[] {value, 0, -value});
    }
}
