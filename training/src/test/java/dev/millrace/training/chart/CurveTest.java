package dev.millrace.training.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.json.JsonReader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CurveTest {
    @TempDir
    Path folder;

    private static Curve curve() {
        return new Curve(
                "fine",
                "cross-entropy (nats)",
                "NDCG@10",
                IntStream.rangeClosed(1, 12)
                        .mapToObj(epoch -> new Curve.Point(
                                epoch, 5 + 4.0 / epoch, epoch % 2 == 1 ? Double.NaN : 0.05 - 0.04 / epoch, epoch * 7.5))
                        .toList());
    }

    @Test
    void aCurveIsWrittenAsDataAndAsAPicture() throws IOException {
        Path nested = folder.resolve("curves");
        curve().write(nested);
        List<String> csv = Files.readAllLines(nested.resolve("fine-curve.csv"));
        assertThat(csv).hasSize(13);
        assertThat(csv.get(0)).isEqualTo("epoch,loss,metric,seconds");
        assertThat(csv.get(1)).isEqualTo("1,9.0,,7.5");
        assertThat(csv.get(2)).startsWith("2,7.0,0.03");

        JsonObject json = JsonReader.parse(Files.readString(nested.resolve("fine-curve.json")));
        assertThat(json.string("metric")).isEqualTo("NDCG@10");
        assertThat(json.objects("points")).hasSize(12);
        assertThat(json.objects("points").get(0).has("metric")).isFalse();
        assertThat(json.objects("points").get(1).number("loss")).isEqualTo(7);

        BufferedImage image = ImageIO.read(nested.resolve("fine-curve.png").toFile());
        assertThat(image.getWidth()).isEqualTo(960);
        assertThat(image.getHeight()).isEqualTo(540);
        assertThat(pixels(image, 0x1f5fa8)).isGreaterThan(300);
        assertThat(pixels(image, 0xc2571a)).isGreaterThan(300);
    }

    private static long pixels(BufferedImage image, int color) {
        return IntStream.range(0, image.getWidth() * image.getHeight())
                .filter(i -> (image.getRGB(i % image.getWidth(), i / image.getWidth()) & 0xffffff) == color)
                .count();
    }

    @Test
    void aCurveWithoutValidationOrOfOnePassIsDrawnToo() throws IOException {
        for (List<Curve.Point> points : List.of(
                List.of(new Curve.Point(1, 2, Double.NaN, 1)),
                List.of(new Curve.Point(1, Double.NaN, 0.5, 1), new Curve.Point(2, Double.NaN, 0.5, 2)))) {
            new Curve("factors", "squared error", "Recall@20", points).write(folder);
            assertThat(ImageIO.read(folder.resolve("factors-curve.png").toFile())
                            .getWidth())
                    .isEqualTo(960);
        }
    }

    @Test
    void equalCurvesGiveEqualData() {
        assertThat(curve().toCsv()).isEqualTo(curve().toCsv());
        assertThat(curve().toJson().toString()).isEqualTo(curve().toJson().toString());
    }
}
