package dev.millrace.retrieval.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cascade.candidate.ItemSet;
import dev.millrace.cascade.feature.Catalog;
import dev.millrace.cascade.file.FileWriteException;
import dev.millrace.cascade.filter.FilterLimits;
import dev.millrace.cascade.release.BadReleaseException;
import dev.millrace.cascade.release.Release;
import dev.millrace.retrieval.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LuceneItemFilterTest {
    private static final int ITEMS = 700;
    private static final Catalog CATALOG = Shop.catalog(3, ITEMS, 4);

    @TempDir
    private static Path folder;

    private static LuceneItemFilter filter;

    @BeforeAll
    static void open() throws IOException {
        Release release = Shop.release(folder, CATALOG, writer -> LuceneItemFilter.write(writer, CATALOG.items()));
        filter = LuceneItemFilter.open(release, CATALOG.items(), FilterLimits.DEFAULT);
    }

    @AfterAll
    static void close() {
        filter.close();
    }

    /** Into a set that holds something else. */
    private static ItemSet matching(String expression) {
        ItemSet into = new ItemSet(ITEMS);
        for (int item = expression.length() % 3; item < ITEMS; item += 3) {
            into.add(item);
        }
        filter.match(expression, into);
        return into;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void matchesWhatABruteForceEvaluationMatches(long seed) {
        RandomFilters random = new RandomFilters(new Random(seed), CATALOG.items());
        for (int i = 0; i < 1_000; i++) {
            RandomFilters.Expected expected = random.next(4);
            assertThat(items(matching(expected.text())))
                    .as("seed %s: %s", seed, expected.text())
                    .isEqualTo(IntStream.range(0, ITEMS)
                            .filter(expected.matches())
                            .boxed()
                            .toList());
        }
    }

    @Test
    void theMeaningOfAnExpressionIsThatOfBooleanLogic() {
        assertSame(
                "category:books OR category:0 AND price:[0 TO 5]", "category:books OR (category:0 AND price:[0 TO 5])");
        assertSame("NOT category:books AND price:1", "(NOT category:books) AND price:1");
        assertSame("category:(books OR 0)", "category:books OR category:0");
        assertSame("category:books -price:[* TO 0]", "category:books AND NOT price:[* TO 0]");
        assertSame("+category:books +title:red", "category:books && title:red");
        assertSame("NOT NOT title:red", "title:red");
        assertSame("!title:red", "NOT title:red");
        assertSame("title:Red,Mug", "title:\"red mug\"");
        assertSame("price:-5", "price:[-5 TO -5]");
        assertSame("created:2026-01-03", "created:[2026-01-03T00:00:00Z TO 2026-01-04T00:00:00Z}");
        assertSame("created:{2026-01-03 TO *]", "created:[2026-01-04 TO *]");
        assertSame("created:2026-01-03T06:00:00+06:00", "created:" + (Shop.START + 2 * Shop.DAY));
        assertSame("category:x\\*y\\?", "category:\"x*y?\"");
    }

    private static void assertSame(String one, String other) {
        assertThat(items(matching(one))).as(one).isNotEmpty().isEqualTo(items(matching(other)));
    }

    @Test
    void keywordsAreComparedCaseAndAll() {
        assertThat(items(matching("category:books"))).isNotEqualTo(items(matching("category:Books")));
        assertThat(items(matching("category:BOOKS"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|is empty",
                "`   `|is empty",
                "books|'books' names no field (expected: field:value, such as category:value; declared fields: category, price",
                "[1 TO 2]|names no field",
                "colour:red|position 1: unknown field 'colour' (declared fields: category, price, title, created)",
                "category:books AND colour:red|position 20: unknown field 'colour'",
                "category:bo*|position 12: wildcards are not allowed",
                "category:*|wildcards are not allowed; escape a '*'",
                "*:*|wildcards",
                "category:b?|position 11: wildcards",
                "category:/b.*/|position 10: regular expressions are not allowed",
                "title:mug~|position 10: fuzzy terms",
                "title:\"red mug\"~2|fuzzy terms and sloppy phrases",
                "title:mug^2|boosts ('^') are not allowed",
                "\"red mug\"|names no field",
                "category:books category:music|found 'category' (expected: AND or OR between clauses)",
                "category:(books music)|found 'music' (expected: AND, OR or ')' after a clause)",
                "(category:books|position 1: the '(' is not closed",
                "category:books)|position 15: found ')'",
                "category:books AND|found the end (expected: a clause",
                "AND category:books|found 'AND'",
                "category:books OR OR price:1|found 'OR'",
                "NOT|found the end",
                "category:|found the end (expected: a value of field category)",
                "category:()|found ')'",
                "()|found ')'",
                "title:\"red|position 7: the quote is not closed",
                "title:\\|nothing follows",
                "price:cheap|price: 'cheap' is no number",
                "price:NaN|is no number",
                "price:0x10|is no number",
                "price:1e999|beyond the range",
                "price:[1 2]|found '2' (expected: TO, as in [10 TO 20])",
                "price:[1 TO]|an end of the range",
                "price:[1 TO 2|found the end (expected: ']' or '}')",
                "price:[a TO 2]|position 8: price: 'a' is no number",
                "price:>5|is no number",
                "price:1]|ends no range",
                "category:[a TO b]|has no order",
                "title:[a TO *]|has no order",
                "title:!|found '!'",
                "title:\"!\"|has no word",
                "created:2026|is no point in time",
                "created:yesterday|is no point in time (expected: 2026-01-31",
                "created:2026-13-01|is no point in time",
                "category:a:b|a ':' inside a value",
                "category:(price:3)|field 'price' inside the group of field category",
            })
    void refusesWhatIsNoFilterAndSaysWhichPart(String expression, String message) {
        assertThatThrownBy(() -> matching(expression))
                .isInstanceOf(dev.millrace.cascade.ItemFilter.InvalidFilterException.class)
                .hasMessageStartingWith("filter: ")
                .hasMessageContaining(message);
    }

    @Test
    void refusesWhatIsTooLargeAndTakesWhatIsJustNot() {
        String clause = "price:1";
        assertThat(matching(String.join(" OR ", java.util.Collections.nCopies(64, clause))))
                .isNotNull();
        assertRefused(String.join(" OR ", java.util.Collections.nCopies(65, clause)), "more than 64 clauses");
        assertThat(matching("(".repeat(16) + clause + ")".repeat(16))).isNotNull();
        assertRefused("(".repeat(17) + clause + ")".repeat(17), "more than 16 levels");
        assertRefused("NOT ".repeat(17) + clause, "more than 16 levels");
        assertThat(matching(clause + " ".repeat(2_041))).isNotNull();
        assertRefused(clause + " ".repeat(2_042), "2049 characters (expected: at most 2048)");
    }

    private static void assertRefused(String expression, String message) {
        assertThatThrownBy(() -> matching(expression)).hasMessageContaining(message);
    }

    @Test
    void anyTextIsEitherAFilterOrRefusedAsTheCallersError() {
        Random random = new Random(17);
        String alphabet = "ab:()[]{}\"\\/*?~^+-!&|<> 01.TOANDR\tcategorypricetitle\u00e9\ud800\0";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "price:" : "");
            for (int length = random.nextInt(20); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                assertThat(matching(text.toString()).bound()).isEqualTo(ITEMS);
            } catch (dev.millrace.cascade.ItemFilter.InvalidFilterException e) {
                assertThat(e).hasMessageStartingWith("filter: ");
            }
        }
    }

    @Test
    void eightThreadsMatchWhatOneMatches() throws Exception {
        RandomFilters random = new RandomFilters(new Random(99), CATALOG.items());
        List<Callable<List<Integer>>> tasks = new ArrayList<>();
        List<List<Integer>> expected = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            RandomFilters.Expected next = random.next(3);
            expected.add(
                    IntStream.range(0, ITEMS).filter(next.matches()).boxed().toList());
            tasks.add(() -> items(matching(next.text())));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<List<Integer>>> found = threads.invokeAll(tasks);
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i).get()).isEqualTo(expected.get(i));
            }
        }
    }

    /** An interrupt closes the file under the writer. */
    @Test
    void anIndexThatCannotBeWrittenIsNamed(@TempDir Path other) {
        Path index = other.resolve("filter");
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> FilterIndexWriter.write(index, CATALOG.items()))
                    .isInstanceOf(FileWriteException.class)
                    .hasMessageStartingWith(index + ": cannot be written: ");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void anIndexThatIsMissingDamagedOrOfOtherItemsIsRefusedByName(@TempDir Path other) throws IOException {
        Path index = other.resolve("filter");
        assertThatThrownBy(() -> FilterIndex.open(index, ITEMS))
                .isInstanceOf(BadReleaseException.class)
                .hasMessageContaining("filter: is no readable filter index");
        FilterIndexWriter.write(index, CATALOG.items());
        FilterIndex.open(index, ITEMS).close();
        assertThatThrownBy(() -> FilterIndex.open(index, ITEMS + 1))
                .isInstanceOf(BadReleaseException.class)
                .hasMessageContaining("700 documents");
        List<Path> files;
        try (Stream<Path> list = Files.list(index)) {
            files = list.sorted().toList();
        }
        for (Path file : files) {
            byte[] good = Files.readAllBytes(file);
            for (int at : new int[] {0, good.length / 2, good.length - 1}) {
                byte[] bad = good.clone();
                bad[at] ^= 0x41;
                Files.write(file, bad);
                assertThatThrownBy(() -> FilterIndex.open(index, ITEMS))
                        .as("%s, byte %s flipped", file, at)
                        .isInstanceOf(BadReleaseException.class)
                        .hasMessageContaining("filter");
            }
            Files.write(file, java.util.Arrays.copyOf(good, good.length / 2));
            assertThatThrownBy(() -> FilterIndex.open(index, ITEMS))
                    .as("%s cut in half", file)
                    .isInstanceOf(BadReleaseException.class);
            Files.write(file, good);
        }
        FilterIndex.open(index, ITEMS).close();
    }

    private static List<Integer> items(ItemSet set) {
        List<Integer> items = new ArrayList<>();
        for (int item = set.next(0); item >= 0; item = set.next(item + 1)) {
            items.add(item);
        }
        return items;
    }
}
