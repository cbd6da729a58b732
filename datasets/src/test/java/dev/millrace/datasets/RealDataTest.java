package dev.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.cascade.feature.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The counts that the data sets' own notices state. Skipped where the data is not there. */
final class RealDataTest {
    private static Path data(String name) {
        Path path =
                Path.of(System.getProperty("millrace.data", "../shared/data")).resolve(name);
        assumeTrue(Files.exists(path), () -> path + " is not there: real data is absent");
        return path;
    }

    private static Dataset open(Path path) throws IOException {
        return Datasets.open(path, Optional.empty(), true);
    }

    @Test
    void gowallaHasItsPublishedCounts() throws IOException {
        Dataset gowalla = open(data("gowalla"));
        assertThat(gowalla.format()).isEqualTo(Format.LIGHTGCN);
        assertThat(gowalla.events().users()).hasSize(29_858);
        assertThat(gowalla.items().size()).isEqualTo(40_981);
        assertThat(gowalla.events().size()).isEqualTo(810_128);
        assertThat(gowalla.givenTest().orElseThrow().size()).isEqualTo(217_242);
        assertThat(gowalla.events().timed()).isFalse();
        assertThat(Split.defaultFor(gowalla).label()).isEqualTo("given");
    }

    @Test
    void onlineRetailHasItsPublishedCounts() throws IOException {
        Dataset retail = open(data("online-retail"));
        assertThat(retail.format()).isEqualTo(Format.ONLINE_RETAIL);
        assertThat(retail.events().size()).isEqualTo(396_337);
        assertThat(retail.events().users()).hasSize(4_334);
        assertThat(retail.items().size()).isEqualTo(3_659);
        assertThat(retail.items().schema().field(Field.Role.PRICE)).isPresent();
        Partition cut = Split.parse("time:2011-11-09T00:00:00Z").apply(retail);
        assertThat(cut.test().withHistory(cut.train()).size()).isEqualTo(1_395);
        assertThat(cut.train().endMillis())
                .isLessThan(Instant.parse("2011-11-09T00:00:00Z").toEpochMilli());
    }

    @Test
    void beautyIsFoundWithItsAttributesBesideToys() throws IOException {
        Dataset beauty = open(data("s3rec/Beauty.txt.gz"));
        assertThat(beauty.format()).isEqualTo(Format.SEQUENCES);
        assertThat(beauty.events().users()).hasSize(22_363);
        assertThat(beauty.items().size()).isEqualTo(12_101);
        assertThat(beauty.items().attributes(0)).containsKey("attributes");
        assertThat(new Split.LeaveOneOut().apply(beauty).test().size()).isEqualTo(22_363);
    }

    @Test
    void aFolderOfSeveralDataSetsNamesThem() throws IOException {
        Path folder = data("s3rec");
        assertThatThrownBy(() -> open(folder))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Beauty.txt.gz")
                .hasMessageContaining("Toys_and_Games.txt.gz");
    }
}
