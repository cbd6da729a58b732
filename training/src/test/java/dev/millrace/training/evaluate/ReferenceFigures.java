package dev.millrace.training.evaluate;

import dev.millrace.cascade.feature.History;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.EventLog;
import dev.millrace.datasets.Histories;
import dev.millrace.datasets.Partition;
import dev.millrace.datasets.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A public data set, cut as the published figures cut it. */
record ReferenceFigures(Interactions interactions, List<TestUser> users, int itemCount) {
    static ReferenceFigures read(Path data, String split, boolean excludesSeen) throws IOException {
        Dataset dataset = Datasets.open(data, Optional.empty(), false);
        Partition partition = Split.parse(split).apply(dataset);
        EventLog train = partition.train();
        Histories histories = train.histories();
        int[] offsets = new int[histories.users() + 1];
        int[] items = new int[train.size()];
        List<History> all = new ArrayList<>();
        for (int user = 0; user < histories.users(); user++) {
            History history = histories.of(user);
            all.add(history);
            System.arraycopy(history.items(), 0, items, offsets[user], history.size());
            offsets[user + 1] = offsets[user] + history.size();
        }
        var test = partition.test().withHistory(train);
        if (excludesSeen) {
            test = test.newToUser(train);
        }
        List<TestUser> users = new ArrayList<>();
        for (int t = 0; t < test.size(); t++) {
            users.add(new TestUser(test.user(t), all.get(test.user(t)), test.targets(t), excludesSeen));
        }
        int itemCount = partition.items().size();
        return new ReferenceFigures(Interactions.of(offsets, items, itemCount), users, itemCount);
    }
}
