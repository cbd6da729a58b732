package dev.millrace.training.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.json.JsonObject;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Split;
import dev.millrace.datasets.synthetic.ShopOptions;
import dev.millrace.datasets.synthetic.SyntheticShop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LearningTest {
    private static final Dataset SHOP = SyntheticShop.generate(new ShopOptions(100, 40, 600, 5));

    @TempDir
    private Path folder;

    private static Learning learning(Split split, boolean repeats, boolean everything) {
        return Learning.of(SHOP, split, repeats, everything, 1);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void everythingHasTheGivenTestPartInIt() throws IOException {
        write("train.csv", """
                userId,itemId,timestamp
                ann,a,2026-01-01
                ann,c,2026-01-03
                bob,a,2026-01-01
                bob,b,2026-01-02
                """);
        write("test.csv", """
                userId,itemId,timestamp
                ann,b,2026-01-02
                bob,c,2026-01-04
                cy,a,2026-01-05
                """);
        Dataset data = Datasets.open(folder, Optional.empty(), true);
        assertThat(Learning.of(data, new Split.Given(), true, false, 1)
                        .data()
                        .events()
                        .size())
                .isEqualTo(4);
        Learning all = Learning.of(data, new Split.Given(), true, true, 1);
        UserEvents events = all.data().events();
        assertThat(events.size()).isEqualTo(7);
        assertThat(all.facts().int32("events")).isEqualTo(7);
        assertThat(all.facts().string("split")).isEqualTo("none");
        int ann = events.userIds().indexOf("ann");
        assertThat(events.history(ann).items())
                .containsExactly(
                        data.items().ordinal("a"),
                        data.items().ordinal("b"),
                        data.items().ordinal("c"));
        assertThat(events.size(events.userIds().indexOf("cy"))).isEqualTo(1);
    }

    @Test
    void everythingOfListsHasTheTestListsInIt() throws IOException {
        write("train.txt", "0 1 2 3\n1 2 3\n");
        write("test.txt", "0 4\n1 1 4\n");
        Dataset data = Datasets.open(folder, Optional.empty(), true);
        UserEvents events =
                Learning.of(data, new Split.Given(), false, true, 1).data().events();
        assertThat(events.size()).isEqualTo(8);
        assertThat(events.size(events.userIds().indexOf("0"))).isEqualTo(4);
    }

    @Test
    void rulesOfAFileAreTakenAsTheyAre() throws IOException {
        Path file = write(
                "rules.json",
                "{\"seen\": \"exclude\", \"rules\": [{\"type\": \"quota\", \"field\": \"brand\", \"max\": 3}]}");
        Learning learning = learning(new Split.LeaveOneOut(), true, false).withPolicy(file);
        assertThat(learning.policy().string("seen")).isEqualTo("exclude");
        assertThat(learning.policy().objects("rules").getFirst().string("field"))
                .isEqualTo("brand");
    }

    @ParameterizedTest
    @CsvSource({"false, exclude", "true, include"})
    void rulesThatDoNotSaySoLetItemsReturnWhereRepeatsCount(boolean repeats, String seen) throws IOException {
        Learning learning = learning(new Split.LeaveOneOut(), repeats, false);
        assertThat(learning.policy().string("seen")).isEqualTo(seen);
        assertThat(learning.withPolicy(write("rules.json", "{}")).policy().string("seen"))
                .isEqualTo(seen);
    }

    @Test
    void rulesThatDoNotFitAreRefusedWithTheirFileAndPath() throws IOException {
        Learning learning = learning(new Split.LeaveOneOut(), false, false);
        Path field = write("field.json", "{\"rules\": [{\"type\": \"quota\", \"field\": \"colour\", \"max\": 3}]}");
        assertThatThrownBy(() -> learning.withPolicy(field))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("policy " + field + ": rules[0].field: colour (expected: one of ");
        Path cut = write("cut.json", "{\"rules\": [");
        assertThatThrownBy(() -> learning.withPolicy(cut))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("policy " + cut + ": ");
        Path none = folder.resolve("none.json");
        assertThatThrownBy(() -> learning.withPolicy(none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("policy " + none + ": is no file");
        Path latin = Files.write(folder.resolve("latin.json"), new byte[] {'{', (byte) 0xe9, '}'});
        assertThatThrownBy(() -> learning.withPolicy(latin))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("policy " + latin + ": is not UTF-8");
    }

    private static JsonObject trained(String split) {
        return new JsonObject().put("split", split);
    }

    @Test
    void aReleaseOfAnEarlierTimeHasNotSeenTheTestPart() {
        Split.AtTime split = (Split.AtTime) Split.defaultFor(SHOP);
        Learning asked = learning(split, false, false);
        asked.check("r1", trained(new Split.AtTime(split.millis() - 1).label()));
        assertThatThrownBy(() -> asked.check("r1", trained(new Split.AtTime(split.millis() + 1).label())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("release r1: learned with split time:");
        Learning last = learning(new Split.LeaveOneOut(), false, false);
        assertThatThrownBy(() -> last.check("r1", trained(split.label())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("release r1: learned with split time:");
    }

    @Test
    void aReleaseOfAnySplitHasNotSeenAGivenTestPart() throws IOException {
        write("train.txt", "0 1 2 3\n1 2 3\n");
        write("test.txt", "0 4\n1 1\n");
        Learning asked = Learning.of(Datasets.open(folder, Optional.empty(), true), new Split.Given(), false, false, 1);
        asked.check("r1", trained("leave-one-out"));
        asked.check("r1", trained("time:2026-01-02T00:00:00Z"));
        assertThatThrownBy(() -> asked.check("r1", trained("none")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("learned from everything");
    }

    @Test
    void aReleaseIsTestedOnWhatItHasNotLearnedFrom() {
        Split split = Split.defaultFor(SHOP);
        Learning asked = learning(split, false, false);
        asked.check("r1", asked.facts());
        asked.check("made by hand", new JsonObject());
        assertThatThrownBy(() -> asked.check("r1", learning(split, false, true).facts()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("release r1: learned from everything, the test part too (expected: split " + split.label()
                        + "; test on a release trained without --final)");
        assertThatThrownBy(() -> asked.check(
                        "r1", learning(new Split.LeaveOneOut(), false, false).facts()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("release r1: learned with split leave-one-out (expected: " + split.label()
                        + "; test with --split leave-one-out, or train with --split " + split.label() + ")");
        assertThatThrownBy(() -> asked.check("r1", learning(split, true, false).facts()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "release r1: learned with --repeats (expected: without it; test with it too, or train anew)");
    }
}
