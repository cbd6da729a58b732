package dev.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.Schema;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Events and items as tables of our own columns, in CSV and Parquet. */
final class TablesTest extends DatasetCase {
    @Test
    void csvBringsEventsInTimeOrderAndTypedItems() throws IOException {
        String events = """
                \ufeffuserId,itemId,type,timestamp,value
                ann,b,view,1700000200,
                ann,a,purchase,1700000100,9.5
                "o""neil","b",view,1700000300,1
                """;
        file("events.csv.gz", events.replace("\n", "\r\n"));
        file("items.csv", """
                itemId,title,category,brand,price,created,size,stock,note
                a,"Lamp, ""big""
                and red",home|light,Nor,10.5,2023-01-02,XL,3,2023-05-06
                c,Tent,outdoor,,20,2023-01-02T00:00Z,M,4,2023-05-07
                """);
        Dataset data = open(folder);
        assertThat(data.format()).isEqualTo(Format.CSV);
        assertThat(data.events().users()).containsExactly("ann", "o\"neil");
        assertThat(items(data, "ann")).containsExactly("a", "b");
        assertThat(data.items().ids()).containsExactly("a", "c", "b");
        Schema schema = data.items().schema();
        assertThat(schema.field(Field.Role.TITLE)).map(Field::name).contains("title");
        assertThat(schema.field("stock")).map(Field::type).contains(Field.Type.NUMBER);
        assertThat(schema.field("size")).map(Field::type).contains(Field.Type.KEYWORD);
        assertThat(schema.field("note")).map(Field::type).contains(Field.Type.INSTANT);
        assertThat(attributes(data, "a"))
                .containsEntry("title", "Lamp, \"big\"\nand red")
                .containsEntry("category", List.of("home", "light"))
                .containsEntry("price", 10.5)
                .containsEntry("created", Instant.parse("2023-01-02T00:00:00Z").toEpochMilli());
        assertThat(attributes(data, "c")).doesNotContainKey("brand");
        assertThat(attributes(data, "b")).isEmpty();
        assertThat(data.report().notes()).anyMatch(note -> note.contains("timestamp is epoch seconds"));
        assertThat(schema.eventTypes().get(1).weight())
                .isGreaterThan(schema.eventTypes().get(0).weight());
    }

    @Test
    void aDayWithoutHyphensIsNoNumberOfSeconds() throws IOException {
        Path days = file("days.csv", "user,item,date\nu,i,20231114\nu,j,20231115\n");
        assertThat(open(days).events().timestamp(0))
                .isEqualTo(Instant.parse("2023-11-14T00:00:00Z").toEpochMilli());
        Path seconds = file("seconds.csv", "user,item,date\nu,i,5\nu,j,20231114\n");
        assertThat(open(seconds).events().timestamp(1)).isEqualTo(20_231_114_000L);
    }

    @Test
    void aTimeUnlikeTheFirstIsRejectedWithTheFirst() throws IOException {
        Path days = file("days.csv", "user,item,date\nu,i,20110203\nu,j,20119999\nu,k,500\nu,l,20110204\n");
        assertThat(Datasets.open(days, Optional.empty(), false).report().rejectedRows())
                .extracting(RejectedRow::detail)
                .containsExactly(
                        "'20119999' (expected: ISO-8601, as the first, '20110203')",
                        "'500' (expected: ISO-8601, as the first, '20110203')");
    }

    @Test
    void aTableOfItemsBesideTheEventsIsTakenWhateverItsExtension() throws IOException {
        Path events = file("events.txt", "userId,itemId\nu,a\n");
        file("items.json", "{\"a\": [1]}\n");
        file("items.dat", "itemId,size\na,XL\n");
        file("prices.csv", "itemId,price\na,2\n");
        assertThat(attributes(open(events), "a")).containsExactly(Map.entry("size", List.of("XL")));
    }

    @Test
    void aColumnWithoutValuesInTheFirstFileIsWhatTheNextSays() throws IOException {
        file("events.csv", "userId,itemId\nu,a\n");
        file("items-0.csv", "itemId,stock,published,size:keyword,weight\na,,,,\n");
        file("items-1.csv", "itemId,stock,published,size,weight\nb,,,,5\n");
        file("items-2.csv", "itemId,stock,published,size,weight:number\nc,4,TRUE,40,6\n");
        Dataset data = open(folder);
        assertThat(data.items().schema().fields())
                .containsExactly(
                        new Field("stock", Field.Type.NUMBER, Field.Role.NONE),
                        new Field("published", Field.Type.KEYWORD, Field.Role.NONE),
                        new Field("size", Field.Type.KEYWORD, Field.Role.NONE),
                        new Field("weight", Field.Type.NUMBER, Field.Role.NONE));
        assertThat(attributes(data, "a")).isEmpty();
        assertThat(attributes(data, "b")).containsExactly(Map.entry("weight", 5.0));
        assertThat(attributes(data, "c"))
                .containsEntry("stock", 4.0)
                .containsEntry("published", List.of("TRUE"))
                .containsEntry("size", List.of("40"))
                .containsEntry("weight", 6.0);
    }

    @Test
    void typeTimeAndValueMayBeMissing() throws IOException {
        Dataset data = open(file("anything.csv", "item,user\nb,u\na,u\n"));
        assertThat(data.events().timed()).isFalse();
        assertThat(items(data, "u")).containsExactly("b", "a");
        assertThat(data.events().value(0)).isNaN();
        assertThat(data.items().schema().eventTypes().getFirst().name()).isEqualTo("interaction");
    }

    @Test
    void partsOfAStreamAreOneAndAFileCalledTestIsTheGivenTestPart() throws IOException {
        file("part-1.csv", "userId,itemId,timestamp\nu,a,2023-01-03\n");
        file("part-0.csv", "userId,itemId,timestamp\nu,b,2023-01-04\n");
        file("test.csv", "userId,itemId,timestamp\nv,c,2023-01-05\n");
        Dataset data = open(folder);
        assertThat(items(data, "u")).containsExactly("a", "b");
        assertThat(data.givenTest().orElseThrow().size()).isEqualTo(1);
        assertThat(data.events().users()).isEqualTo(data.givenTest().get().users());
        Holdout test = new Split.Given().apply(data).test();
        assertThat(data.items().id(test.targets(0)[0])).isEqualTo("c");
    }

    @Test
    void aHeaderMayStateTheTypeOfAColumn() throws IOException {
        file("events.csv", "userId,itemId\nu,a\n");
        file("items.csv", "itemId,year:keyword,blurb:text\na,1999,word\n");
        Dataset data = open(folder);
        assertThat(attributes(data, "a")).containsEntry("year", List.of("1999")).containsEntry("blurb", "word");
    }

    @Test
    void columnsWhoseNamesCollideAreNumberedInTheirOrderAndReported() throws IOException {
        file("events.csv", "userId,itemId\nu,x\n");
        file("items.csv", "itemId,\u989c\u8272,\u5c3a\u5bf8,a b,a-b,a_b,a_b_2\nx,red,XL,p,q,r,s\n");
        Dataset data = open(folder);
        assertThat(attributes(data, "x"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "f___", List.of("red"),
                        "f____2", List.of("XL"),
                        "a_b_3", List.of("p"),
                        "a_b_4", List.of("q"),
                        "a_b", List.of("r"),
                        "a_b_2", List.of("s")));
        assertThat(data.report().notes())
                .anyMatch(note -> note.contains("f____2:keyword from '\u5c3a\u5bf8'")
                        && note.contains("a_b_3:keyword from 'a b'")
                        && note.contains("a_b:keyword,"));
    }

    @Test
    void aColumnNamedLikeARoleWithOtherValuesIsAnAttributeWithoutIt() throws IOException {
        file("events.csv", "userId,itemId\nu,a\n");
        file("items.csv", "itemId,published\na,TRUE\nb,FALSE\n");
        assertThat(attributes(open(folder), "a")).containsEntry("published", List.of("TRUE"));
        file("items.csv", "itemId,published\na,1999\nb,2004\n");
        assertThat(attributes(open(folder), "a")).containsEntry("published", 1999.0);
        file("items.csv", "itemId,published\na,1700000000\nb,1700000001\n");
        assertThat(attributes(open(folder), "a")).containsEntry("published", 1_700_000_000_000L);
    }

    @Test
    void aColumnWithoutANameIsPassedOverWithANote() throws IOException {
        file("events.csv", ",userId,itemId\n0,u,a\n");
        file("items.csv", ",itemId,stock,\n0,a,5,\n");
        Dataset data = open(folder);
        assertThat(attributes(data, "a")).containsExactly(Map.entry("stock", 5.0));
        assertThat(data.report().notes()).anyMatch(note -> note.contains("items.csv: column 1 has no name"));
    }

    @Test
    void itemFilesWithColumnsInCommonArePartsOfOneTable() throws Exception {
        file("events.csv", "userId,itemId\nu,a\n");
        file("items-0.csv", "itemId,title,\u989c\u8272,\u5c3a\u5bf8,size\na,Lamp,red,1,40\n");
        file(
                "items-1.csv",
                "itemId,\u5c3a\u5bf8,\u989c\u8272,title,size\nb,2,blue,Tent,\na,3,green,Lamp 2,41\nc,4,,,XL\n");
        file("prices.csv", "itemId,price\na,9.5\n");
        Dataset data = Datasets.open(folder, Optional.empty(), false);
        assertThat(attributes(data, "a"))
                .containsEntry("title", "Lamp")
                .containsEntry("f___", List.of("red"))
                .containsEntry("price", 9.5);
        assertThat(attributes(data, "b"))
                .containsEntry("title", "Tent")
                .containsEntry("f___", List.of("blue"))
                .containsEntry("f____2", 2.0);
        assertThat(data.report().rejectedRows())
                .extracting(RejectedRow::line, RejectedRow::reason)
                .containsExactly(
                        tuple(3L, RejectedRow.Reason.REPEATED_ITEM), tuple(4L, RejectedRow.Reason.BAD_ATTRIBUTE));
        parquet("parts/events.parquet", "SELECT 'u' AS userId, 'a' AS itemId");
        parquet("parts/items-0.parquet", "SELECT 'a' AS itemId, 'A lamp' AS title, 1 AS stock");
        parquet("parts/items-1.parquet", "SELECT 'b' AS itemId, 'A tent' AS title, 2::DOUBLE AS stock");
        Dataset parts = open(folder.resolve("parts"));
        assertThat(attributes(parts, "b")).containsEntry("title", "A tent").containsEntry("stock", 2.0);
    }

    @Test
    void parquetOfOthersIsReadWithItsOwnTypes() throws Exception {
        parquet("a.parquet", """
                SELECT 7::BIGINT AS user_id, 8::INTEGER AS item_id, TIMESTAMP '2023-11-14 22:13:20' AS timestamp,
                    2::DECIMAL(5,1) AS rating
                """);
        parquet("i.parquet", """
                SELECT 8::INTEGER AS item_id, ['x', 'y'] AS tags, 3::SMALLINT AS stock, DATE '2023-01-02' AS day
                """);
        Dataset data = open(folder);
        assertThat(data.format()).isEqualTo(Format.PARQUET);
        assertThat(data.events().timestamp(0)).isEqualTo(1_700_000_000_000L);
        assertThat(data.events().value(0)).isEqualTo(2);
        assertThat(attributes(data, "8"))
                .containsEntry("tags", List.of("x", "y"))
                .containsEntry("stock", 3.0)
                .containsEntry("day", Instant.parse("2023-01-02T00:00:00Z").toEpochMilli());
    }

    @Test
    void parquetTimesMeanTheSameInEveryZone() throws Exception {
        parquet("events.parquet", """
                SELECT 'u' AS userId, 'i' AS itemId, TIMESTAMPTZ '2023-11-15 00:13:20+02' AS timestamp
                UNION ALL SELECT 'u', 'j', TIMESTAMPTZ '2023-11-14 22:13:21+00'
                """);
        parquet("items.parquet", "SELECT 'i' AS itemId, [TIMESTAMPTZ '2023-11-14 22:13:20+00'] AS seen");
        Dataset data = open(folder);
        assertThat(data.events().timestamp(0)).isEqualTo(1_700_000_000_000L);
        assertThat(data.events().timestamp(1)).isEqualTo(1_700_000_001_000L);
        assertThat(attributes(data, "i")).containsEntry("seen", List.of("2023-11-14 22:13:20+00"));
    }

    @Test
    void parquetIdsThatBecameFloatingPointAreTheWholeNumbersTheyWere() throws Exception {
        parquet("events.parquet", """
                SELECT 7::DOUBLE AS userId, 8::DOUBLE AS itemId, 0.5::DOUBLE AS value
                UNION ALL SELECT 9007199254740991, 8, 'nan'::DOUBLE
                UNION ALL SELECT 7, 2.5, 3 UNION ALL SELECT 'nan'::DOUBLE, 8, 3
                """);
        parquet("items.parquet", "SELECT 8 AS itemId, 4::FLOAT AS stock");
        Dataset data = Datasets.open(folder, Optional.empty(), false);
        assertThat(data.events().users()).containsExactly("7", "9007199254740991");
        assertThat(data.items().ids()).containsExactly("8", "2.5");
        assertThat(data.events().value(0)).isEqualTo(0.5f);
        assertThat(data.events().value(1)).isNaN();
        assertThat(data.events().value(2)).isEqualTo(3);
        assertThat(attributes(data, "8")).containsEntry("stock", 4.0);
        assertThat(data.report().rejectedByReason()).containsExactly(Map.entry(RejectedRow.Reason.EMPTY_USER, 1L));
    }

    @Test
    void aFolderCalledLikeAColumnIsNoColumn() throws Exception {
        parquet("date=2024-01-02/events.parquet", "SELECT 'u' AS userId, 'i' AS itemId");
        parquet("date=2024-01-02/items.parquet", "SELECT 'i' AS itemId, 'Lamp' AS title");
        Dataset data = open(folder);
        assertThat(data.events().timed()).isFalse();
        assertThat(attributes(data, "i")).containsOnlyKeys("title");
    }

    @Test
    void aTableWithoutOneItemOfTheEventsIsReported() throws IOException {
        file("events.csv", "userId,itemId\nu,8.0\nu,9.0\n");
        file("items.csv", "itemId,brand\n7,\n8,Nor\n9,Nor\n");
        assertThat(open(folder).report().notes())
                .anyMatch(note -> note.contains("item is '8.0'") && note.contains("attributes '8'"));
        file("events.csv", "userId,itemId\nu,8.0\nu,9\n");
        assertThat(open(folder).report().notes()).noneMatch(note -> note.contains("same way"));
        file("items.csv", "itemId,brand\n7,\n");
        assertThat(open(folder).report().notes()).noneMatch(note -> note.contains("same way"));
    }

    @Test
    void besideAFileOfEventsOnlyATableCalledItemsIsTaken() throws IOException {
        Path events = file("events.csv", "userId,itemId\nu,a\n");
        file("items.json", "{\"a\": 1}");
        assertThat(open(events).items().schema().fields()).isEmpty();
        file("items.tsv.gz", "itemId\ttitle\na\tLamp\n");
        assertThat(attributes(open(events), "a")).containsEntry("title", "Lamp");
    }

    @Test
    void duplicatesAndGapsAreReportedAndKept() throws IOException {
        StringBuilder text = new StringBuilder("userId,itemId,timestamp\n");
        for (int day = 1; day <= 28; day++) {
            if (day < 10 || day > 15) {
                for (int hour = 10; hour < 20; hour++) {
                    text.append("u,i")
                            .append(hour)
                            .append(",2023-02-")
                            .append(day < 10 ? "0" : "")
                            .append(day)
                            .append('T')
                            .append(hour)
                            .append(":00:00Z\n");
                }
            }
        }
        text.append("u,i10,2023-02-01T10:00:00Z\n");
        ImportReport report = open(file("e.csv", text.toString())).report();
        assertThat(report.duplicates()).isEqualTo(1);
        assertThat(report.events()).isEqualTo(221);
        assertThat(report.gaps()).singleElement().satisfies(gap -> {
            assertThat(gap.from()).isEqualTo(Instant.parse("2023-02-09T19:00:00Z"));
            assertThat(gap.to()).isEqualTo(Instant.parse("2023-02-16T10:00:00Z"));
        });
    }
}
