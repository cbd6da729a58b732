package dev.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.cascade.feature.Field;
import dev.millrace.datasets.RejectedRow.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Events and items as JSON lines. */
final class JsonLinesTest extends DatasetCase {
    @Test
    void jsonLinesAreReadLikeATable() throws IOException {
        file("reviews.jsonl.gz", """
                {"rating": 5.0, "title": "so\\nso", "images": [], "parent_asin": "0001", "user_id": "7", "timestamp": 1588615855070}
                {"user_id": 8, "parent_asin": "B1", "timestamp": 1588615855071, "rating": null, "helpful": {"votes": 1}}
                """);
        file("meta.json", """
                {"title": "Lotion|cream", "price": null, "categories": [], "store": "a|b", "details": {"x": 1}, "parent_asin": "0001"}

                {"title": "Caf\u00e9", "price": 9.5, "categories": ["Beauty", "Skin, care"], "videos": [{"u": 1}], "parent_asin": "B1", "new": true}
                """);
        Dataset data = open(folder);
        assertThat(data.format()).isEqualTo(Format.JSON);
        assertThat(data.events().users()).containsExactly("7", "8");
        assertThat(data.events().timestamp(0)).isEqualTo(1_588_615_855_070L);
        assertThat(data.events().value(0)).isEqualTo(5);
        assertThat(data.events().value(1)).isNaN();
        assertThat(attributes(data, "0001"))
                .containsExactlyInAnyOrderEntriesOf(Map.of("title", "Lotion|cream", "store", List.of("a|b")));
        assertThat(attributes(data, "B1"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "title",
                        "Caf\u00e9",
                        "price",
                        9.5,
                        "categories",
                        List.of("Beauty", "Skin, care"),
                        "new",
                        List.of("true")));
        assertThat(data.items().schema().field(Field.Role.CATEGORY))
                .map(Field::name)
                .contains("categories");
        assertThat(data.report().notes())
                .contains(
                        folder.resolve("meta.json") + ": not read, for they hold objects or nothing: [details, videos]",
                        folder.resolve("meta.json") + ": 1 empty lines passed over");
    }

    @Test
    void aLineThatIsNoObjectIsRejectedAlone() throws IOException {
        file("events.jsonl", """
                {"userId": "u", "itemId": "a"}
                {'userId': 'u', 'itemId': 'b'}
                ["u", "c"]
                {"userId": "u", "itemId": "d"} {}
                {"userId": "u", "itemId": "e"
                {"userId": "u"}
                {"userId": ["u", "v"], "itemId": "f"}
                {"userId": "u", "itemId": "g"}
                """);
        Dataset data = Datasets.open(folder, Optional.empty(), false);
        assertThat(items(data, "u")).containsExactly("a", "g");
        assertThat(data.report().rejectedRows())
                .extracting(RejectedRow::line, RejectedRow::reason)
                .containsExactly(
                        tuple(2L, Reason.BAD_JSON),
                        tuple(3L, Reason.BAD_JSON),
                        tuple(4L, Reason.BAD_JSON),
                        tuple(5L, Reason.BAD_JSON),
                        tuple(6L, Reason.EMPTY_ITEM),
                        tuple(7L, Reason.BAD_ID));
        assertThat(data.report().rejectedRows())
                .extracting(RejectedRow::detail)
                .noneMatch(detail -> detail.contains("Source"));
    }

    @Test
    void aFileThatIsCutShortIsSaidToBe() throws IOException {
        Path file = file(
                "events.jsonl.gz",
                "{\"userId\": \"u\", \"itemId\": \"a\"}\n".repeat(500)
                        + new Random(1)
                                .ints(20_000, 'a', 'z')
                                .mapToObj(Character::toString)
                                .collect(Collectors.joining()));
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 4_000));
        assertThatThrownBy(() -> Datasets.open(folder, Optional.empty(), false))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("is it cut short?");
    }

    @Test
    void oneTableMayBeJsonAndTheOtherCsv() throws IOException {
        file("events.csv", "userId,itemId\nu,a\n");
        file("items.jsonl", "{\"itemId\": \"a\", \"size\": \"XL\"}\n");
        assertThat(attributes(open(folder), "a")).containsEntry("size", List.of("XL"));
        assertThat(attributes(open(folder.resolve("events.csv")), "a")).containsEntry("size", List.of("XL"));
    }
}
