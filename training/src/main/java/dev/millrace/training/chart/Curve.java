package dev.millrace.training.chart;

import dev.millrace.cascade.file.AtomicFile;
import dev.millrace.cascade.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the loss fell and the validation metric rose while a model learned. Immutable.
 *
 * @param model what learned: {@code factors}, {@code rerank} or {@code fine}
 * @param loss what the loss is, such as {@code cross-entropy (nats)}
 * @param metric what is measured on the validation part, such as {@code NDCG@10}
 * @param points in order of time
 */
public record Curve(String model, String loss, String metric, List<Point> points) {
    /** Copies the points. */
    public Curve {
        points = List.copyOf(points);
    }

    /**
     * One pass over the data. Immutable.
     *
     * @param epoch number of the pass, from 1
     * @param loss training loss, NaN where it was not measured
     * @param metric validation metric, NaN where it was not measured
     * @param seconds since learning began
     */
    public record Point(int epoch, double loss, double metric, double seconds) {}

    /**
     * Writes {@code <model>-curve.csv}, {@code .json} and {@code .png} into a folder, which is created when missing.
     */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        AtomicFile.write(folder.resolve(model + "-curve.csv"), toCsv().getBytes(StandardCharsets.UTF_8));
        AtomicFile.write(
                folder.resolve(model + "-curve.json"), toJson().toString().getBytes(StandardCharsets.UTF_8));
        AtomicFile.write(folder.resolve(model + "-curve.png"), CurvePicture.png(this));
    }

    /** Returns a line of names and a line for each point; what was not measured is empty. */
    String toCsv() {
        StringBuilder csv = new StringBuilder("epoch,loss,metric,seconds\n");
        for (Point point : points) {
            csv.append(point.epoch())
                    .append(',')
                    .append(cell(point.loss()))
                    .append(',')
                    .append(cell(point.metric()))
                    .append(',')
                    .append(cell(point.seconds()))
                    .append('\n');
        }
        return csv.toString();
    }

    private static String cell(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "";
    }

    /** Returns the curve as a document; what was not measured is left out. */
    JsonObject toJson() {
        List<Object> rows = new ArrayList<>();
        for (Point point : points) {
            JsonObject row = new JsonObject().put("epoch", point.epoch());
            put(row, "loss", point.loss());
            put(row, "metric", point.metric());
            put(row, "seconds", point.seconds());
            rows.add(row);
        }
        return new JsonObject()
                .put("model", model)
                .put("loss", loss)
                .put("metric", metric)
                .put("points", rows);
    }

    private static void put(JsonObject row, String name, double value) {
        if (Double.isFinite(value)) {
            row.put(name, value);
        }
    }
}
