package dev.millrace.benchmarks.report;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What benchmarks may take, and what a machine can do at best: {@code benchmarks/budgets.conf}. Immutable.
 *
 * @param machine the ceilings that bounds are computed from
 * @param budgets in the order of the file
 */
public record Budgets(Machine machine, List<Budget> budgets) {
    private static final Set<String> MACHINE = Set.of("gigabytes-per-second", "gigaflops", "random-read-nanos");
    private static final Set<String> BUDGET =
            Set.of("benchmark", "params", "budget-micros", "p99-micros", "allocated-bytes", "work", "note");
    private static final Limits OPEN =
            new Limits(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
    private static final Set<String> WORK = Set.of("megabytes", "megaflops", "random-reads", "micros");

    /** Copies the list. */
    public Budgets {
        budgets = List.copyOf(budgets);
    }

    /**
     * The ceilings of one core. Immutable.
     *
     * @param gigabytesPerSecond memory read in sequence
     * @param gigaflops float32 operations
     * @param randomReadNanos one read of a few hundred bytes from anywhere in memory
     */
    public record Machine(double gigabytesPerSecond, double gigaflops, double randomReadNanos) {}

    /**
     * Work that cannot be avoided: the bound is the longest of the parts, since they may overlap. Immutable.
     *
     * @param megabytes read in sequence
     * @param megaflops computed
     * @param randomReads reads from anywhere in memory
     * @param micros of anything else, such as a round trip
     */
    public record Work(double megabytes, double megaflops, double randomReads, double micros) {
        /** Returns the least microseconds it can take. */
        double boundMicros(Machine machine) {
            double streaming = megabytes * 1e3 / machine.gigabytesPerSecond();
            double computing = megaflops * 1e3 / machine.gigaflops();
            double reading = randomReads * machine.randomReadNanos() / 1e3;
            return Math.max(Math.max(streaming, computing), Math.max(reading, micros));
        }
    }

    /**
     * The most an operation may take. Immutable.
     *
     * @param micros microseconds: of the median where calls are timed one by one, else of the mean
     * @param p99 microseconds of the slowest hundredth, where calls are timed one by one
     * @param bytes allocated
     */
    public record Limits(OptionalDouble micros, OptionalDouble p99, OptionalDouble bytes) {}

    /**
     * What one benchmark may take. Immutable.
     *
     * @param benchmark class and method
     * @param parameters those that it is for; others may have any value
     * @param limits what it may take, any of which may be open
     * @param work what cannot be avoided, or nothing where that is not known
     * @param note where the numbers come from
     */
    public record Budget(
            String benchmark, Map<String, String> parameters, Limits limits, Optional<Work> work, String note) {
        /** Copies the map. */
        public Budget {
            parameters = Map.copyOf(parameters);
        }

        boolean isFor(Measurement measurement) {
            return benchmark.equals(measurement.benchmark())
                    && parameters.entrySet().stream()
                            .allMatch(entry -> entry.getValue()
                                    .equals(measurement.parameters().get(entry.getKey())));
        }
    }

    /** Returns the first budget for a measurement. */
    public Optional<Budget> of(Measurement measurement) {
        return budgets.stream().filter(budget -> budget.isFor(measurement)).findFirst();
    }

    /** Returns the least microseconds a measured operation can take, where the budget says what work it is. */
    public OptionalDouble boundMicros(Measurement measurement) {
        return of(measurement)
                .flatMap(Budget::work)
                .map(work -> OptionalDouble.of(work.boundMicros(machine)))
                .orElse(OptionalDouble.empty());
    }

    /**
     * Reads a file.
     *
     * @throws IOException when it cannot be read
     * @throws IllegalArgumentException naming the file and the key that is unknown, missing or does not fit
     */
    public static Budgets read(Path file) throws IOException {
        try {
            return parse(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /** Reads a text, as {@link #read} does a file. */
    static Budgets parse(String hocon) {
        try {
            Config config = ConfigFactory.parseString(
                            hocon, ConfigParseOptions.defaults().setAllowMissing(false))
                    .resolve();
            refuseUnknown("", config, Set.of("machine", "budgets"));
            List<Budget> budgets = new ArrayList<>();
            for (Config budget : config.getConfigList("budgets")) {
                budgets.add(budget(budget));
            }
            return new Budgets(machine(config.getConfig("machine")), budgets);
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Machine machine(Config config) {
        refuseUnknown("machine.", config, MACHINE);
        return new Machine(
                positive(config, "machine.", "gigabytes-per-second"),
                positive(config, "machine.", "gigaflops"),
                positive(config, "machine.", "random-read-nanos"));
    }

    private static Budget budget(Config config) {
        refuseUnknown("budgets.", config, BUDGET);
        String benchmark = config.getString("benchmark");
        Map<String, String> parameters = new HashMap<>();
        if (config.hasPath("params")) {
            Config given = config.getConfig("params");
            given.root().forEach((name, value) -> {
                if (value.valueType() != ConfigValueType.STRING && value.valueType() != ConfigValueType.NUMBER) {
                    throw new IllegalArgumentException(
                            "budgets.params." + name + " of " + benchmark + ": (expected: a text or a number)");
                }
                parameters.put(name, value.unwrapped().toString());
            });
        }
        Limits limits = new Limits(
                limit(config, "budget-micros"), limit(config, "p99-micros"), limit(config, "allocated-bytes"));
        if (limits.equals(OPEN) && !config.hasPath("work")) {
            throw new IllegalArgumentException(
                    "budgets of " + benchmark + ": (expected: budget-micros, p99-micros, allocated-bytes or work)");
        }
        return new Budget(
                benchmark,
                parameters,
                limits,
                config.hasPath("work") ? Optional.of(work(config.getConfig("work"))) : Optional.empty(),
                config.hasPath("note") ? config.getString("note") : "");
    }

    private static OptionalDouble limit(Config config, String name) {
        return config.hasPath(name) ? OptionalDouble.of(positive(config, "budgets.", name)) : OptionalDouble.empty();
    }

    private static Work work(Config config) {
        refuseUnknown("budgets.work.", config, WORK);
        return new Work(
                part(config, "megabytes"),
                part(config, "megaflops"),
                part(config, "random-reads"),
                part(config, "micros"));
    }

    private static double part(Config config, String name) {
        return config.hasPath(name) ? positive(config, "budgets.work.", name) : 0;
    }

    private static double positive(Config config, String path, String name) {
        double value = config.getDouble(name);
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(path + name + ": " + value + " (expected: > 0)");
        }
        return value;
    }

    private static void refuseUnknown(String path, Config config, Set<String> known) {
        for (String key : config.root().keySet()) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(path + key + ": unknown key (expected: one of "
                        + String.join(", ", known.stream().sorted().toList()) + ")");
            }
        }
    }
}
