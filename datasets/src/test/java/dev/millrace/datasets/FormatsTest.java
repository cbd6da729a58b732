package dev.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The formats of others, and how files are packed. */
final class FormatsTest extends DatasetCase {
    @Test
    void movieLens100kIsReadFromItsWholeFile() throws IOException {
        file("ml-100k/u.data", "196\t242\t3\t881250949\n186\t302\t3\t891717742\n");
        file("ml-100k/u1.base", "196\t242\t3\t881250949\n");
        String flags = "|0".repeat(19);
        file(
                "ml-100k/u.item",
                "242|Caf\u00e9 Kolya (1996)|24-Jan-1997||http://x" + "|0|1" + "|0".repeat(16) + "|1\n"
                        + "302|Unknown|||" + flags + "\n",
                StandardCharsets.ISO_8859_1);
        file("ml-100k/u.user", "1|24|M|technician|85711\n");
        file("ml-100k/README", "userId,itemId\n");
        Dataset data = open(folder);
        assertThat(data.format()).isEqualTo(Format.MOVIELENS);
        assertThat(data.name()).isEqualTo("ml-100k");
        assertThat(data.events().size()).isEqualTo(2);
        assertThat(data.events().value(0)).isEqualTo(3);
        assertThat(attributes(data, "242"))
                .containsEntry("title", "Caf\u00e9 Kolya (1996)")
                .containsEntry("genres", List.of("Action", "Western"))
                .containsEntry("year", 1996.0);
        assertThat(attributes(data, "302")).containsOnlyKeys("title");
    }

    @Test
    void movieLens1mIsRead() throws IOException {
        file("ratings.dat", "1::1193::5::978300760\n1::661::3::978302109\n");
        file("movies.dat", "1193::One Flew: The Nest (1975)::Drama|Film-Noir\n", StandardCharsets.ISO_8859_1);
        file("users.dat", "1::F::1::10::48067\n");
        Dataset data = open(folder);
        assertThat(data.events().timestamp(0)).isEqualTo(978300760000L);
        assertThat(attributes(data, "1193")).containsEntry("genres", List.of("Drama", "Film-Noir"));
        assertThat(open(folder.resolve("ratings.dat")).items().schema().field("genres"))
                .isPresent();
    }

    @Test
    void movieLens10mIsReadAsUtf8() throws IOException {
        file("ratings.dat", "1::122::4.5::838985046\n");
        file("movies.dat", "122::Caf\u00e9 (1992)::Drama\n");
        assertThat(attributes(open(folder), "122")).containsEntry("title", "Caf\u00e9 (1992)");
    }

    @Test
    void movieLensLatestIsRead() throws IOException {
        file("ratings.csv", "userId,movieId,rating,timestamp\n1,31,2.5,1260759144\n");
        file("movies.csv", "movieId,title,genres\n31,\"Minds, Dangerous (1995)\",Drama\n32,X,(no genres listed)\n");
        file("tags.csv", "userId,movieId,tag,timestamp\n1,31,fun,1260759144\n");
        file("links.csv", "movieId,imdbId,tmdbId\n31,1,2\n");
        Dataset data = open(folder);
        assertThat(data.format()).isEqualTo(Format.MOVIELENS);
        assertThat(data.events().value(0)).isEqualTo(2.5f);
        assertThat(attributes(data, "31")).containsEntry("title", "Minds, Dangerous (1995)");
        assertThat(attributes(data, "32")).containsOnlyKeys("title");
    }

    @Test
    void retailFromItsSourceGathersItsProducts() throws IOException {
        String header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
        Path file = file(
                "data.csv",
                header + "1,85123a,LAMP \u00a3,6,1/12/2010 8:26,2.55,17850.0,UK\n"
                        + "2,85123A,LAMP \u00a3,6,13/12/2010 9:00,2.95,17850,UK\n2,85123A,?,6,13/12/2010 9:00,9,1,UK\n",
                Charset.forName("windows-1252"));
        Dataset data = open(file);
        assertThat(data.format()).isEqualTo(Format.ONLINE_RETAIL);
        assertThat(data.events().users()).containsExactly("17850", "1");
        assertThat(data.events().timestamp(0))
                .isEqualTo(Instant.parse("2010-12-01T08:26:00Z").toEpochMilli());
        assertThat(attributes(data, "85123A"))
                .containsEntry("description", "LAMP \u00a3")
                .containsEntry("price", 2.95)
                .containsEntry(
                        "firstSold", Instant.parse("2010-12-01T08:26:00Z").toEpochMilli());
        assertThat(data.report().notes()).anyMatch(note -> note.contains("day/month/year"));
        Dataset iso = open(file("iso.csv", header + "1,85123A,LAMP,6,2010-12-01 08:26:00,2.55,17850.0,UK\n"));
        assertThat(iso.events().timestamp(0)).isEqualTo(data.events().timestamp(0));
    }

    @Test
    void retailInItsCleanFormDoesNotUseTheCountOfPurchases() throws IOException {
        file(
                "interactions.csv",
                "user_id,item_id,timestamp,quantity,unit_price,invoice,country\n1,2,1291191960,6,2.55,5,UK\n");
        file("items.csv", "item_id,description,median_price,first_sold,purchases\n2,LAMP,2.5,1291191960,99\n");
        Dataset data = open(folder);
        assertThat(attributes(data, "2")).containsOnlyKeys("description", "price", "firstSold");
        assertThat(data.events().value(0)).isEqualTo(6);
    }

    @Test
    void listsKeepUsersWithoutItemsAndTheTestPart() throws IOException {
        file("train.txt.gz", "0 5 6\n1 \n2\n");
        file("test.txt", "1 5 7\n0 6\n");
        file("user_list.txt", "org_id remap_id\nx 0\n");
        Dataset data = open(folder);
        assertThat(data.format()).isEqualTo(Format.LIGHTGCN);
        assertThat(data.events().users()).containsExactly("0", "1", "2");
        assertThat(data.events().size()).isEqualTo(2);
        assertThat(data.givenTest().orElseThrow().size()).isEqualTo(3);
        assertThat(data.items().ids()).containsExactly("5", "6", "7");
        assertThat(Datasets.open(folder.resolve("train.txt.gz"), Optional.of(Format.SEQUENCES), true)
                        .format())
                .isEqualTo(Format.SEQUENCES);
    }

    @Test
    void sequencesKeepTheirOrderAndTakeTheirAttributes() throws IOException {
        file("Shoes.txt", "7 30 10 20\n8 10\n7 40\n");
        file("Shoes_item2attributes.json", "{\"10\": [1, \"red\"], \"99\": [2]}");
        file("Hats.txt", "1 2 3\n");
        Dataset data = open(folder.resolve("Shoes.txt"));
        assertThat(data.name()).isEqualTo("Shoes");
        assertThat(items(data, "7")).containsExactly("30", "10", "20", "40");
        assertThat(attributes(data, "10")).containsEntry("attributes", List.of("1", "red"));
        assertThat(data.items().ordinal("99")).isNotNegative();
    }

    @Test
    void aUserOfThousandsOfItemsMayBeginAFileOfLists() throws IOException {
        String items = "1 2 3 4 5 6 7 8 9 ".repeat(2_000);
        assertThat(open(file("long.txt", "0 " + items + "\n1 2\n")).events().size())
                .isEqualTo(18_001);
    }

    @Test
    void compressedPartsInOneFileAreAllRead() throws IOException {
        Path file = file("e.csv.gz", "userId,itemId\nu,a\nu");
        byte[] more = Files.readAllBytes(file("more.gz", ",b\n"));
        Files.write(file, more, StandardOpenOption.APPEND);
        assertThat(items(open(file), "u")).containsExactly("a", "b");
    }
}
