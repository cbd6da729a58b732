package dev.millrace.training.pipeline;

import dev.millrace.cascade.json.JsonObject;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Format;
import dev.millrace.datasets.Holdout;
import dev.millrace.datasets.Partition;
import dev.millrace.datasets.Split;
import dev.millrace.training.evaluate.TestUser;
import java.util.ArrayList;
import java.util.List;

/**
 * A data set made ready: what to learn from, how to cut it for validation, and whom to test on. Immutable.
 *
 * @param data the training part
 * @param cut its validation cut
 * @param testUsers users of the test part with a history and something to find
 * @param facts what the release is to say about where it comes from
 */
public record Learning(LearningData data, ValidationCut cut, List<TestUser> testUsers, JsonObject facts) {
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
                .put("split", everything ? "none" : split.label())
                .put("repeats", repeats)
                .put("events", train.size())
                .put("users", train.users());
        return new Learning(data, cut, everything ? List.of() : testUsers(partition, data), facts);
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

    /** Returns the trainer of this. */
    public ReleaseTrainer trainer(TrainOptions options, TrainingProgress progress) {
        return new ReleaseTrainer(data, cut, options, progress);
    }
}
