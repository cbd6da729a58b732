package dev.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.feature.Field;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tables laid out as others publish them: other names, other times, files that are no part of the data. */
final class ForeignTest extends DatasetCase {
    @Test
    void theReportSaysWhatEachColumnOfEventsIsTakenForAndWhichAreNotRead() throws IOException {
        file("events.csv", "t_dat,customer_id,article_id,price\n2020-09-01,00f,0108775015,0.05\n");
        file("articles.csv", "article_id,prod_name,code,number\n0108775015,Strap top,09,9\n0108775016,Top,10,10\n");
        file("customers.csv", "customer_id,age\n00f,49\n");
        file("README.md", "userId,itemId\n");
        Dataset data = open(folder);
        assertThat(data.items().ids()).containsExactly("0108775015", "0108775016");
        assertThat(attributes(data, "0108775015"))
                .containsEntry("code", List.of("09"))
                .containsEntry("number", 9.0);
        assertThat(data.items().schema().field(Field.Role.TITLE))
                .map(Field::name)
                .contains("prod_name");
        assertThat(data.report().notes())
                .contains(
                        folder.resolve("events.csv") + ": userId is 'customer_id', itemId is 'article_id', no type,"
                                + " timestamp is 't_dat', no value; columns not read: [price]",
                        folder.resolve("customers.csv") + ": not read: no itemId in its first line [customer_id, age]")
                .noneMatch(note -> note.contains("README"));
    }

    @Test
    void theNamesOfWellKnownDataSetsAreKnown() throws IOException {
        for (String header : List.of(
                "visitorid,event,itemid,transactionid",
                "user_id,action,parent_asin,asin",
                "reviewerID,type,asin,overall",
                "User-ID,type,ISBN,Book-Rating",
                "userId,behavior_type,venueId,lat",
                "household_key,event,PRODUCT_ID,DAY",
                "sessionId,event,itemId,timeframe",
                "userID,type,artistID,weight")) {
            Dataset data = open(file("events.csv", header + "\n007,buy,042,1\n"));
            assertThat(data.events().users()).as(header).containsExactly("007");
            assertThat(data.items().ids()).as(header).containsExactly("042");
        }
    }

    @Test
    void timesOfTheSeventiesAndAUserOfMostEventsAreNoted() throws IOException {
        StringBuilder text = new StringBuilder("userId,itemId,time\n");
        for (int i = 0; i < 150; i++) {
            text.append(i % 10 == 0 ? "u" + i : "NA")
                    .append(",i,")
                    .append(1101 + i)
                    .append('\n');
        }
        assertThat(open(file("e.csv", text.toString())).report().notes())
                .anyMatch(note -> note.contains("user 'NA' has 135 of 150 events"))
                .anyMatch(note -> note.contains("the last event is of 1970-01-01T00:20:50Z"));
    }

    @Test
    void tablesWithoutAHeaderAreRefusedWithTheirFirstLine() throws IOException {
        for (String name : List.of("clicks.dat", "ratings.txt", "train.txt", "plays.tsv")) {
            for (String rows : List.of(
                    "1,2014-04-07T10:51:09.277Z,214536502,0\n1,2014-04-07T10:54:09.868Z,214536500,0\n",
                    "0\t2010-10-19T23:55:27Z\t30.23\t-97.79\t22847\n",
                    "1 1 2\n1 2 4\n1 3 3.5\n")) {
                Path file = file(name, rows);
                String first = rows.substring(0, 1);
                for (Path data : List.of(file, folder)) {
                    assertThatThrownBy(() -> open(data))
                            .as(name + " " + rows)
                            .hasMessageContaining("no userId and no itemId in its first line [" + first)
                            .hasMessageContaining("expected: a first line that names the columns");
                }
                assertThatThrownBy(() -> Datasets.open(file, Optional.of(Format.CSV), true))
                        .hasMessageContaining("no column userId among [" + first);
                Files.delete(file);
            }
        }
    }

    @Test
    void listsAreTextFilesWithALineAUser() throws IOException {
        file("u.data", "196\t242\t3\t881250949\n");
        file("u.info", "943 users\n1682 items\n100000 ratings\n");
        assertThat(open(folder).format()).isEqualTo(Format.MOVIELENS);
        assertThat(open(file("pairs.txt", "1 5\n2 5\n3 6\n")).format()).isEqualTo(Format.SEQUENCES);
    }

    @Test
    void filesBesideThatAreNoDataAreNamedAndDoNotBreakTheImport() throws IOException {
        file("events.csv", "timestamp,visitorid,event,itemid\n1433221332117,257597,view,355908\n");
        file("item_properties.csv", "timestamp,itemid,property,value\n1435460400000,355908,790,n360.000\n");
        file("tree.csv", "categoryid,parentid\n1016,213\n");
        file("list.json", "[{\"itemid\": 1}]\n");
        file("python.json", "{'itemid': 1}\n");
        file("nested.jsonl", "{\"session\": 1, \"events\": [{\"aid\": 2}]}\n");
        file("utf16.csv", "userId,itemId\n", StandardCharsets.UTF_16);
        file("latin1.tsv", "caf\u00e9\tprice\n", StandardCharsets.ISO_8859_1);
        file("data.zip", "PK\u0003\u0004");
        file("none.csv", "");
        Dataset data = open(folder);
        assertThat(data.items().ids()).containsExactly("355908");
        assertThat(data.report().notes())
                .contains(
                        folder.resolve("item_properties.csv")
                                + ": not read: no table of items (expected: a row an item, a column an attribute)",
                        folder.resolve("tree.csv")
                                + ": not read: no userId and no itemId in its first line [categoryid, parentid]",
                        folder.resolve("list.json")
                                + ": not read: a JSON array (expected: JSON lines, an object a line)",
                        folder.resolve("python.json") + ": not read: no JSON lines (expected: a JSON object a line)",
                        folder.resolve("nested.jsonl") + ": not read: no itemId in its names [session]",
                        folder.resolve("utf16.csv") + ": not read: no text in UTF-8",
                        folder.resolve("latin1.tsv") + ": not read: no text in UTF-8",
                        folder.resolve("data.zip") + ": not read: an archive (expected: its files, unpacked)",
                        folder.resolve("none.csv") + ": not read: empty");
    }

    @Test
    void aColumnThatIsThereTwiceIsRefused() throws IOException {
        Path events = file("events.csv", "userId,itemId,item_id\nu,a,b\n");
        assertThatThrownBy(() -> open(events)).hasMessage(events + ": column 'itemId': there twice");
        file("events.csv", "userId,itemId\nu,a\n");
        Path items = file("items.csv", "itemId,size,itemId\na,1,b\n");
        assertThatThrownBy(() -> open(folder)).hasMessage(items + ": column 'itemId': there twice");
    }

    @Test
    void ofAThousandColumnsMessagesNameTheFirst() throws IOException {
        Path events = file("events.csv", "c,".repeat(1000) + "userId\n");
        assertThatThrownBy(() -> Datasets.open(events, Optional.of(Format.CSV), true))
                .hasMessageContaining("no column itemId among")
                .hasMessageContaining("and 981 more");
    }

    @Test
    void theColumnOfRowNumbersThatPandasWritesHasNoName() throws IOException {
        file("events.csv", "Unnamed: 0,userId,itemId\n0,u,a\n");
        file("items.csv", "Unnamed: 0,itemId,stock\n0,a,5\n");
        assertThat(attributes(open(folder), "a")).containsOnlyKeys("stock");
    }

    @Test
    void parquetWithTheColumnsOfMovieLensIsATable() throws Exception {
        parquet("ratings.parquet", "SELECT 1 AS userId, 2 AS movieId, 3.5 AS rating, 978300760 AS timestamp");
        assertThat(open(folder).events().value(0)).isEqualTo(3.5f);
    }
}
