package dev.millrace.training.pipeline;

import dev.millrace.cascade.json.JsonException;
import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.json.JsonReader;
import dev.millrace.cascade.policy.PolicyReader;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Format;
import dev.millrace.datasets.Holdout;
import dev.millrace.datasets.Partition;
import dev.millrace.datasets.Split;
import dev.millrace.training.evaluate.TestUser;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A data set made ready: what to learn from, how to cut it for validation, and whom to test on. Immutable.
 *
 * @param data the training part
 * @param cut its validation cut
 * @param testUsers users of the test part with a history and something to find
 * @param facts what the release is to say about where it comes from
 * @param policy the business rules the release is given
 */
public record Learning(
        LearningData data, ValidationCut cut, List<TestUser> testUsers, JsonObject facts, JsonObject policy) {
    private static final String NO_SPLIT = "none";

    /** Copies the list. */
    public Learning {
        testUsers = List.copyOf(testUsers);
    }

    /**
     * Splits a data set.
     *
     * @param repeats whether an item the user had before is something to predict
     * @param everything whether to learn from the test part too
     * @param seed of the order given to events that have none
     */
    public static Learning of(Dataset dataset, Split split, boolean repeats, boolean everything, long seed) {
        Partition partition = split.apply(dataset);
        boolean ordered = dataset.format() != Format.LIGHTGCN;
        UserEvents train = UserEvents.of(everything ? dataset.everything() : partition.train(), ordered, seed);
        LearningData data = new LearningData(everything ? dataset.items() : partition.items(), train, ordered, repeats);
        ValidationCut cut = cut(data, split);
        JsonObject facts = new JsonObject()
                .put("name", dataset.name())
                .put("format", dataset.format().label())
                .put("split", everything ? NO_SPLIT : split.label())
                .put("repeats", repeats)
                .put("events", train.size())
                .put("users", train.users());
        List<TestUser> users = everything ? List.of() : testUsers(partition, data);
        return new Learning(
                data, cut, users, facts, PolicyReader.defaultDocument().put("seen", seen(data)));
    }

    private static String seen(LearningData data) {
        return data.repeats() ? "include" : "exclude";
    }

    private static ValidationCut cut(LearningData data, Split split) {
        int items = data.items().size();
        if (!data.ordered()) {
            return ValidationCut.share(data.events(), data.repeats(), items);
        }
        return split instanceof Split.AtTime
                ? ValidationCut.time(data.events(), data.repeats(), items)
                : ValidationCut.lastEvent(data.events(), data.repeats(), items);
    }

    private static List<TestUser> testUsers(Partition partition, LearningData data) {
        Holdout test = data.repeats()
                ? partition.test().withHistory(partition.train())
                : partition.test().newToUser(partition.train()).withHistory(partition.train());
        List<TestUser> users = new ArrayList<>(test.size());
        for (int i = 0; i < test.size(); i++) {
            users.add(
                    new TestUser(test.user(i), data.events().history(test.user(i)), test.targets(i), !data.repeats()));
        }
        return users;
    }

    /**
     * Returns the same with the rules of a file. Where it says nothing of {@code seen}, items a user had come back if
     * they count as something to predict.
     *
     * @throws IllegalArgumentException naming the file and the path of what does not fit
     */
    public Learning withPolicy(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("policy " + file + ": is no file (expected: a policy.json)");
        }
        try {
            JsonObject rules = JsonReader.parse(Files.readString(file));
            PolicyReader.read(rules, data.items().schema());
            return new Learning(data, cut, testUsers, facts, rules.has("seen") ? rules : rules.put("seen", seen(data)));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("policy " + file + ": is not UTF-8", e);
        } catch (JsonException | IllegalArgumentException e) {
            throw new IllegalArgumentException("policy " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Checks that a release has not seen the test part: it learned from this training part, from an earlier one, or,
     * where the test part is a given one, from any part of the rest.
     *
     * @param version of the release
     * @param trained the facts of its manifest
     * @throws IllegalArgumentException when it may have seen it, or counted repeats otherwise
     */
    public void check(String version, JsonObject trained) {
        String asked = facts.string("split");
        String split = trained.optionalString("split").orElse(asked);
        if (split.equals(NO_SPLIT) && !asked.equals(NO_SPLIT)) {
            throw new IllegalArgumentException("release " + version + ": learned from everything, the test part too"
                    + " (expected: split " + asked + "; test on a release trained without --final)");
        }
        if (!asked.equals(new Split.Given().label()) && !split.equals(asked) && !earlier(split, asked)) {
            throw new IllegalArgumentException("release " + version + ": learned with split " + split + " (expected: "
                    + asked + "; test with --split " + split + ", or train with --split " + asked + ")");
        }
        if (trained.bool("repeats", data.repeats()) != data.repeats()) {
            String learned = data.repeats() ? "without" : "with";
            throw new IllegalArgumentException("release " + version + ": learned " + learned + " --repeats (expected: "
                    + (data.repeats() ? "with" : "without") + " it; test " + learned + " it too, or train anew)");
        }
    }

    private static boolean earlier(String split, String asked) {
        return split.startsWith("time:")
                && Split.parse(asked) instanceof Split.AtTime test
                && Split.parse(split) instanceof Split.AtTime trained
                && trained.millis() <= test.millis();
    }

    /** Returns the trainer of this. */
    public ReleaseTrainer trainer(TrainOptions options, TrainingProgress progress) {
        return new ReleaseTrainer(this, options, progress);
    }
}
