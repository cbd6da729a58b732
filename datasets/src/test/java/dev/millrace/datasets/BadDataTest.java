package dev.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.datasets.RejectedRow.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of bad row is rejected with file, line and reason, and the rows around it are not. */
final class BadDataTest {
    @TempDir
    private Path folder;

    /**
     * A bad row between good ones.
     *
     * @param file the file that holds it; the folder holds {@code companion} too
     * @param before lines before it
     * @param row the bad row; characters above 127 are written as single bytes
     * @param after lines after it
     * @param reason why it is rejected
     */
    record Case(String file, String before, String row, String after, Reason reason) {
        long line() {
            return before.chars().filter(c -> c == '\n').count() + 1;
        }

        @Override
        public String toString() {
            return file + " " + reason + " "
                    + row.substring(0, Math.min(40, row.length())).strip();
        }
    }

    private static final String EVENTS = "userId,itemId,type,timestamp,value\nu1,i1,view,1700000000,1\n";
    private static final String MORE_EVENTS = "u2,i2,buy,1700000100,\nu2,i1,view,1700000200,2.5\n";

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        events(cases);
        times(cases);
        items(cases);
        movieLens(cases);
        retail(cases);
        lists(cases);
        return cases;
    }

    private static void events(List<Case> cases) {
        String[] wrongCount = {
            "u1", "u1,i1", "u1,i1,view,1700000000", "u1,i1,view,1700000000,1,extra", ",,,,,", "u1;i1;view;1;1"
        };
        for (String row : wrongCount) {
            event(cases, row, Reason.COLUMN_COUNT);
        }
        event(cases, ",i1,view,1700000000,1", Reason.EMPTY_USER);
        event(cases, "   ,i1,view,1700000000,1", Reason.EMPTY_USER);
        event(cases, "\"\",i1,view,1700000000,1", Reason.EMPTY_USER);
        event(cases, "u1,,view,1700000000,1", Reason.EMPTY_ITEM);
        event(cases, "u1,\" \",view,1700000000,1", Reason.EMPTY_ITEM);
        event(cases, ",,,,", Reason.EMPTY_USER);
        event(cases, "u1,i\u0000x,view,1700000000,1", Reason.BAD_ID);
        event(cases, "u\u0007,i1,view,1700000000,1", Reason.BAD_ID);
        event(cases, "u\tx,i1,view,1700000000,1", Reason.BAD_ID);
        event(cases, "x".repeat(257) + ",i1,view,1700000000,1", Reason.BAD_ID);
        event(cases, "u1," + "x".repeat(10_000) + ",view,1700000000,1", Reason.BAD_ID);
        event(cases, "u1,i1,,1700000000,1", Reason.BAD_TYPE);
        event(cases, "u1,i1," + "t".repeat(65) + ",1700000000,1", Reason.BAD_TYPE);
        event(cases, "u1,i1,view,1700000000,five", Reason.BAD_VALUE);
        event(cases, "u1,i1,view,1700000000,NaN", Reason.BAD_VALUE);
        event(cases, "u1,i1,view,1700000000,Infinity", Reason.BAD_VALUE);
        event(cases, "u1,i1,view,1700000000,1e99", Reason.BAD_VALUE);
        event(cases, "u1,i1,view,1700000000,1e999", Reason.BAD_VALUE);
        event(cases, "u1,i1,view,1700000000,1f", Reason.BAD_VALUE);
        event(cases, "u1,i1,view,1700000000,\"1,5\"", Reason.BAD_VALUE);
        event(cases, "u\u00ff,i1,view,1700000000,1", Reason.INVALID_UTF8);
        event(cases, "u1,i\u00c3(,view,1700000000,1", Reason.INVALID_UTF8);
        event(cases, "u1,i\u00ed\u00a0\u0080,view,1700000000,1", Reason.INVALID_UTF8);
        event(cases, "u1,i\u00c0\u00af,view,1700000000,1", Reason.INVALID_UTF8);
        event(cases, "u1,\"i1,view,1700000000,1", Reason.OPEN_QUOTE);
        event(cases, "\"u1,i1,view,1700000000,1", Reason.OPEN_QUOTE);
        event(cases, "u1,i1,view,1700000000,\"", Reason.OPEN_QUOTE);
    }

    private static void times(List<Case> cases) {
        event(cases, "u1,i1,view,,1", Reason.MISSING_TIME);
        event(cases, "u1,i1,view,  ,1", Reason.MISSING_TIME);
        String[] unparsable = {
            "yesterday",
            "NaN",
            "null",
            "17e",
            "1.2.3",
            "-",
            "--5",
            "2023-11-14T22:13:20Z",
            "14/11/2023",
            "0x1F",
            "1_700",
            "."
        };
        for (String time : unparsable) {
            event(cases, "u1,i1,view," + time + ",1", Reason.BAD_TIME);
        }
        for (String time :
                new String[] {"-1", "-1700000000", "1700000000000", "99999999999999999999", "1e300", "4102444800"}) {
            event(cases, "u1,i1,view," + time + ",1", Reason.ABSURD_TIME);
        }
        String iso = "userId,itemId,timestamp\nu1,i1,2023-11-14T22:13:20Z\n";
        String isoMore = "u2,i2,2023-11-14 22:13:21\nu2,i1,2023-11-15\n";
        for (String time : new String[] {
            "2023-13-01", "2023-02-30", "2023-11-14T25:00:00Z", "1700000000", "2023-11", "noon", "Z", "NZ", "20231345"
        }) {
            cases.add(new Case("events.csv", iso, "u1,i1," + time + "\n", isoMore, Reason.BAD_TIME));
        }
        for (String time : new String[] {"1969-12-31", "2100-01-01", "9999-01-01T00:00:00Z"}) {
            cases.add(new Case("events.csv", iso, "u1,i1," + time + "\n", isoMore, Reason.ABSURD_TIME));
        }
    }

    private static void event(List<Case> cases, String row, Reason reason) {
        cases.add(new Case("events.csv", EVENTS, row + "\n", MORE_EVENTS, reason));
    }

    private static void items(List<Case> cases) {
        String before = "itemId,title,category,price,created\ni1,A,x|y,1.5,2023-01-01\n";
        String after = "i2,B,x,2,2023-01-02\ni3,C,y,3,2023-01-03\n";
        item(cases, before, "i9,D,x,4", after, Reason.COLUMN_COUNT);
        item(cases, before, ",D,x,4,2023-01-01", after, Reason.EMPTY_ITEM);
        item(cases, before, "i1,D,x,4,2023-01-01", after, Reason.REPEATED_ITEM);
        item(cases, before, "i9,D,x,cheap,2023-01-01", after, Reason.BAD_ATTRIBUTE);
        item(cases, before, "i9,D,x,NaN,2023-01-01", after, Reason.BAD_ATTRIBUTE);
        item(cases, before, "i9,D,x,4,someday", after, Reason.BAD_TIME);
        item(cases, before, "i9,D,x,4,2101-01-01", after, Reason.ABSURD_TIME);
        item(cases, before, "i9,\u00ff,x,4,2023-01-01", after, Reason.INVALID_UTF8);
        item(cases, before, "i9,\"D,x,4,2023-01-01", after, Reason.OPEN_QUOTE);
        item(cases, before, "i" + "9".repeat(300) + ",D,x,4,2023-01-01", after, Reason.BAD_ID);
    }

    private static void item(List<Case> cases, String before, String row, String after, Reason reason) {
        cases.add(new Case("items.csv", before, row + "\n", after, reason));
    }

    private static void movieLens(List<Case> cases) {
        String data = "1\t10\t3\t881250949\n";
        String dat = "1::10::3::881250949\n";
        for (String row : new String[] {"1\t10\t3", "1\t10\t3\t881250949\t1", "1 10 3 881250949"}) {
            cases.add(new Case("u.data", data, row + "\n", data, Reason.COLUMN_COUNT));
        }
        cases.add(new Case("u.data", data, "1\t10\t6\t881250949\n", data, Reason.BAD_VALUE));
        cases.add(new Case("u.data", data, "1\t10\t0\t881250949\n", data, Reason.BAD_VALUE));
        cases.add(new Case("u.data", data, "\t10\t3\t881250949\n", data, Reason.EMPTY_USER));
        cases.add(new Case("u.data", data, "1\t10\t3\tnow\n", data, Reason.BAD_TIME));
        cases.add(new Case("ratings.dat", dat, "1::10::3\n", dat, Reason.COLUMN_COUNT));
        cases.add(new Case("ratings.dat", dat, "1::::3::881250949\n", dat, Reason.EMPTY_ITEM));
        cases.add(new Case("ratings.dat", dat, "1::10::three::881250949\n", dat, Reason.BAD_VALUE));
        String csv = "userId,movieId,rating,timestamp\n1,10,3.5,881250949\n";
        cases.add(new Case("ratings.csv", csv, "1,10,5.5,881250949\n", "2,10,4,881250949\n", Reason.BAD_VALUE));
        cases.add(new Case("ratings.csv", csv, "1,10,,881250949\n", "2,10,4,881250949\n", Reason.BAD_VALUE));
    }

    private static void retail(List<Case> cases) {
        String before = """
                InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
                536365,85123A,LAMP,6,12/1/2010 8:26,2.55,17850,United Kingdom
                """;
        String after = "536366,22633,\"HAND, WARMER\",6,12/13/2010 8:28,1.85,17850,United Kingdom\n";
        Object[][] rows = {
            {"536365,85123A,LAMP,6,12/1/2010 8:26,2.55,,UK", Reason.EMPTY_USER},
            {"C536365,85123A,LAMP,-6,12/1/2010 8:26,2.55,17850,UK", Reason.CANCELLATION},
            {"536365,85123A,LAMP,0,12/1/2010 8:26,2.55,17850,UK", Reason.BAD_QUANTITY},
            {"536365,85123A,LAMP,-1,12/1/2010 8:26,2.55,17850,UK", Reason.BAD_QUANTITY},
            {"536365,85123A,LAMP,6,12/1/2010 8:26,0,17850,UK", Reason.BAD_PRICE},
            {"536365,85123A,LAMP,6,12/1/2010 8:26,free,17850,UK", Reason.BAD_PRICE},
            {"536365,POST,POSTAGE,6,12/1/2010 8:26,2.55,17850,UK", Reason.NOT_A_PRODUCT},
            {"536365,,LAMP,6,12/1/2010 8:26,2.55,17850,UK", Reason.EMPTY_ITEM},
            {"536365,85123A,LAMP,6,13/1/x 8:26,2.55,17850,UK", Reason.BAD_TIME},
            {"536365,85123A,LAMP,six,12/1/2010 8:26,2.55,17850,UK", Reason.BAD_VALUE},
            {"536365,85123A,LAMP,6,12/1/2010 8:26,2.55,17850", Reason.COLUMN_COUNT},
        };
        for (Object[] row : rows) {
            cases.add(new Case("retail.csv", before, row[0] + "\n", after, (Reason) row[1]));
        }
        String clean = "user_id,item_id,timestamp,quantity,unit_price,invoice,country\n1,22,1291191960,6,2.5,5,UK\n";
        String more = "1,23,1291191961,6,2.5,5,UK\n";
        cases.add(new Case("interactions.csv", clean, "1,22,1291191960,0,2.5,5,UK\n", more, Reason.BAD_QUANTITY));
        cases.add(new Case("interactions.csv", clean, "1,22,soon,6,2.5,5,UK\n", more, Reason.BAD_TIME));
        cases.add(new Case("interactions.csv", clean, ",22,1291191960,6,2.5,5,UK\n", more, Reason.EMPTY_USER));
    }

    private static void lists(List<Case> cases) {
        cases.add(new Case("seq.txt", "1 1 2\n", "2 3 \u00ff\n", "3 1 2\n", Reason.INVALID_UTF8));
        cases.add(new Case("seq.txt", "1 1 2\n", "2 3 a\u0001b\n", "3 1 2\n", Reason.BAD_ID));
        cases.add(new Case("seq.txt", "1 1 2\n", "2 " + "9".repeat(257) + "\n", "3 1 2\n", Reason.BAD_ID));
        cases.add(new Case("train.txt", "1 1 2\n", "2 3 \u00ff\n", "3 1 2\n", Reason.INVALID_UTF8));
    }

    @Test
    void theCorpusIsLarge() {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(100);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void aBadRowIsRejectedAloneWithItsLineAndReason(Case bad) throws IOException {
        Path file = write(bad);
        Dataset data = Datasets.open(folder, Optional.empty(), false);
        assertThat(data.report().rejectedRows()).singleElement().satisfies(row -> {
            assertThat(row.file()).isEqualTo(file);
            assertThat(row.line()).isEqualTo(bad.line());
            assertThat(row.reason()).isEqualTo(bad.reason());
        });
        ImportReport report = data.report();
        assertThat(report.rows()).isEqualTo(report.accepted() + report.rejected());
        long good = (bad.before() + bad.after()).lines().count() - (hasHeader(bad) ? 1 : 0);
        long companions = bad.file().equals("items.csv") ? 1 : 0;
        assertThat(report.accepted()).isEqualTo(good + companions);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void strictStopsAtABadRowAndNamesIt(Case bad) throws IOException {
        Path file = write(bad);
        List<RejectedRow> heard = new ArrayList<>();
        assertThatThrownBy(() -> Datasets.open(folder, Optional.empty(), true, heard::add))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        file + ":" + bad.line() + ": " + bad.reason().label());
        assertThat(heard).hasSize(1);
    }

    private static boolean hasHeader(Case bad) {
        return bad.file().endsWith(".csv");
    }

    private Path write(Case bad) throws IOException {
        Path file = folder.resolve(bad.file());
        Files.write(file, (bad.before() + bad.row() + bad.after()).getBytes(StandardCharsets.ISO_8859_1));
        if (bad.file().equals("items.csv")) {
            Files.writeString(folder.resolve("events.csv"), "userId,itemId\nu1,i1\n");
        }
        return file;
    }

    @Test
    void filesThatAreNoDataAreRefusedByName() throws IOException {
        refused("events.csv", "", "no data set found");
        refused("events.csv", "a,b,c\n1,2,3\n", "no data set found");
        refused("events.csv", "userId,itemId\n", "no event among 0 rows");
        refused("events.csv", "userId,itemId\n,\n,\n", "no event among 2 rows, first defect");
        refused("events.parquet", "PAR1 and then nothing", "damaged Parquet");
        refused("items.csv", "itemId,title\ni1,A\n", "no data set found");
        refused("NOTICE", "userId,itemId\nu1,i1\n", "no data set found");
    }

    @Test
    void filesThatDoNotGoTogetherAreRefusedByName() throws IOException {
        Path events = folder.resolve("events.csv");
        Files.writeString(events, "userId,itemId,timestamp\nu1,i1,2023-01-02\n");
        Files.writeString(folder.resolve("items-0.csv"), "itemId,size\ni1,40\n");
        refused("items-1.csv", "itemId,size:text\ni2,XL\n", "items-1.csv: column 'size:text': text (expected: number");
        refused("items-1.csv", "itemId,size,size:text\ni2,1,XL\n", "items-1.csv: column 'size': there twice");
        refused("items-1.csv", "itemId,:text\ni2,XL\n", "items-1.csv: column ':text' (expected: a name of 1");
        refused("more.csv", "userId,itemId\nu1,i2\n", "more.csv: no column timestamp");
        Files.writeString(events, "userId,itemId\nu1,i1\n");
        refused("more.csv", "userId,itemId,ts\nu1,i2,2023-01-02\n", "more.csv: column 'ts' (expected: none");
    }

    private void refused(String name, String content, String message) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, content);
        assertThatThrownBy(() -> Datasets.open(folder, Optional.empty(), false))
                .as(name + " " + content)
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
        Files.delete(file);
    }

    @Test
    void aFormatThatIsNotThereIsRefused() throws IOException {
        Files.writeString(folder.resolve("events.csv"), "userId,itemId\nu1,i1\n");
        assertThatThrownBy(() -> Datasets.open(folder, Optional.of(Format.LIGHTGCN), false))
                .hasMessageContaining("no data set of format lightgcn");
        assertThatThrownBy(() -> Format.parse("xml")).hasMessageContaining("csv, json, parquet, movielens");
        assertThatThrownBy(() -> Datasets.open(folder.resolve("none"), Optional.empty(), false))
                .hasMessageContaining("does not exist");
    }

    @Test
    void severalDataSetsInAFolderAreListed() throws IOException {
        Files.writeString(folder.resolve("events.csv"), "userId,itemId\nu1,i1\n");
        Files.writeString(folder.resolve("u.data"), "1\t10\t3\t881250949\n");
        assertThatThrownBy(() -> Datasets.open(folder, Optional.empty(), false))
                .hasMessageContaining("holds 2 data sets")
                .hasMessageContaining("events.csv")
                .hasMessageContaining("u.data");
    }

    @Test
    void aGzipFileCutShortIsRefusedAndNotTakenForTheWhole() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            StringBuilder text = new StringBuilder("userId,itemId\n");
            for (int i = 0; i < 20_000; i++) {
                text.append("u")
                        .append(i * 7919L % 10_007)
                        .append(",i")
                        .append(i)
                        .append('\n');
            }
            gzip.write(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        byte[] whole = bytes.toByteArray();
        Path file = folder.resolve("events.csv.gz");
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> Datasets.open(file, Optional.empty(), false))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("cannot be read on after line");
    }

    @Test
    void aSmallGzipFileCutShortIsRefusedByName() throws IOException {
        Files.writeString(folder.resolve("seq.txt"), "1 2 3\n");
        gzipCutShort("other.csv.gz", "userId,itemId\nu1,i1\n", folder);
        Files.delete(folder.resolve("other.csv.gz"));
        gzipCutShort("seq_item2attributes.json.gz", "{\"2\": [4]}\n", folder.resolve("seq.txt"));
    }

    private void gzipCutShort(String name, String text, Path open) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        Path file = folder.resolve(name);
        Files.write(file, java.util.Arrays.copyOf(bytes.toByteArray(), bytes.size() - 15));
        assertThatThrownBy(() -> Datasets.open(open, Optional.empty(), false))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(file + ": ")
                .hasMessageContaining("cut short?");
    }

    @Test
    void anItemThatHasAttributesTwiceKeepsTheFirst() throws IOException {
        Files.writeString(folder.resolve("seq.txt"), "1 2 3\n");
        Path file = folder.resolve("seq_item2attributes.json");
        Files.writeString(file, "{\"2\": [4],\n\"2\": [5]}\n");
        Dataset data = Datasets.open(folder, Optional.empty(), false);
        assertThat(data.items().attributes(0)).containsEntry("attributes", List.of("4"));
        assertThat(data.report().rejectedRows()).singleElement().satisfies(row -> {
            assertThat(row.line()).isEqualTo(2);
            assertThat(row.reason()).isEqualTo(Reason.REPEATED_ITEM);
        });
    }

    @Test
    void moreRejectedRowsThanAreKeptAreStillCountedAndHeard() throws IOException {
        StringBuilder text = new StringBuilder("userId,itemId\nu1,i1\n");
        for (int i = 0; i < ImportReport.KEPT + 50; i++) {
            text.append(",i").append(i).append('\n');
        }
        Files.writeString(folder.resolve("events.csv"), text);
        List<RejectedRow> heard = new ArrayList<>();
        ImportReport report =
                Datasets.open(folder, Optional.empty(), false, heard::add).report();
        assertThat(report.rejected()).isEqualTo(ImportReport.KEPT + 50);
        assertThat(report.rejectedRows()).hasSize(ImportReport.KEPT);
        assertThat(heard).hasSize(ImportReport.KEPT + 50);
        assertThat(report.rejectedByLabel()).containsEntry("empty user id", (long) ImportReport.KEPT + 50);
    }
}
