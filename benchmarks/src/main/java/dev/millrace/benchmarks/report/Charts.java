package dev.millrace.benchmarks.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws measurements as PNG. Stateless; needs no display. */
public final class Charts {
    /** Lines that one picture can show. */
    private static final int MOST_LINES = 12;

    /** The colour of time in a waterfall. */
    static final Color TIME = new Color(0x1f5fa8);

    private static final Color NOTHING = new Color(0, 0, 0, 0);
    private static final Color GRID = new Color(0xdddddd);

    private Charts() {}

    /**
     * Draws where the time of a request goes: one bar a stage, each beginning where the one before it ended.
     *
     * @param stages milliseconds by stage, in the order of the request
     */
    public static void waterfall(String title, Map<String, Double> stages, Path png) throws IOException {
        if (stages.isEmpty()) {
            throw new IllegalArgumentException("stages: none (expected: at least one)");
        }
        System.setProperty("java.awt.headless", "true");
        CategoryChart chart = new CategoryChartBuilder()
                .width(960)
                .height(480)
                .title(title)
                .yAxisTitle("milliseconds since the request began")
                .build();
        chart.getStyler().setStacked(true).setLegendVisible(false).setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setPlotGridLinesColor(GRID);
        chart.getStyler().setSeriesColors(new Color[] {NOTHING, TIME});
        List<String> names = new ArrayList<>();
        List<Double> begins = new ArrayList<>();
        List<Double> times = new ArrayList<>();
        double now = 0;
        for (Map.Entry<String, Double> stage : stages.entrySet()) {
            names.add(stage.getKey() + " " + BudgetTable.time(stage.getValue() * 1000));
            begins.add(now);
            times.add(stage.getValue());
            now += stage.getValue();
        }
        chart.addSeries("before", names, begins);
        chart.addSeries("time", names, times);
        ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", png.toFile());
    }

    /**
     * Draws time against the size of the catalogue, both logarithmic: one line for each benchmark and its other
     * parameters that was measured at two sizes or more, and a dotted one that rises as the square root of the
     * catalogue from where the first begins.
     *
     * @return whether there was any line to draw
     */
    public static boolean growth(List<Measurement> measurements, Path png) throws IOException {
        Map<String, SortedMap<Double, Double>> lines = lines(measurements);
        int all = lines.size();
        List<String> names = new ArrayList<>(lines.keySet());
        names.subList(0, Math.min(MOST_LINES, all)).clear();
        names.forEach(lines::remove);
        if (lines.isEmpty()) {
            return false;
        }
        System.setProperty("java.awt.headless", "true");
        XYChart chart = new XYChartBuilder()
                .width(960)
                .height(600)
                .title("Time against catalogue size"
                        + (all > MOST_LINES ? ", the first " + MOST_LINES + " lines of " + all : ""))
                .xAxisTitle("items")
                .yAxisTitle("microseconds")
                .build();
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS).setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setPlotGridLinesColor(GRID);
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
        // A label that takes more than half of the picture is cut, and lines can differ at its end alone.
        chart.getStyler().setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 9));
        lines.forEach((name, points) -> {
            XYSeries series = chart.addSeries(name, new ArrayList<>(points.keySet()), new ArrayList<>(points.values()));
            series.setLabel(name.replace("Benchmark.", "."));
            series.setLineStyle(new BasicStroke(2f));
            series.setMarker(SeriesMarkers.CIRCLE);
        });
        SortedMap<Double, Double> root = squareRoot(lines.values().iterator().next());
        XYSeries series = chart.addSeries(
                "as the square root of the items", new ArrayList<>(root.keySet()), new ArrayList<>(root.values()));
        series.setLineStyle(
                new BasicStroke(1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10f, new float[] {3f, 5f}, 0f));
        series.setLineColor(Color.GRAY);
        series.setMarker(SeriesMarkers.NONE);
        // A logarithmic axis names powers of ten alone, so that it has to have some.
        DoubleSummaryStatistics micros = Stream.concat(lines.values().stream(), Stream.of(root))
                .flatMap(line -> line.values().stream())
                .mapToDouble(Double::doubleValue)
                .summaryStatistics();
        chart.getStyler().setYAxisMin(Math.pow(10, Math.floor(Math.log10(micros.getMin()))));
        chart.getStyler().setYAxisMax(Math.pow(10, Math.ceil(Math.log10(micros.getMax()))));
        ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", png.toFile());
        return true;
    }

    /** Returns what a line would be that rises as the square root of the items from where {@code line} begins. */
    private static SortedMap<Double, Double> squareRoot(SortedMap<Double, Double> line) {
        double begin = line.values().iterator().next();
        SortedMap<Double, Double> root = new TreeMap<>();
        root.put(line.firstKey(), begin);
        root.put(line.lastKey(), begin * Math.sqrt(line.lastKey() / line.firstKey()));
        return root;
    }

    static Map<String, SortedMap<Double, Double>> lines(List<Measurement> measurements) {
        Map<String, SortedMap<Double, Double>> lines = new LinkedHashMap<>();
        for (Measurement measurement : measurements) {
            String items = measurement.parameters().get("items");
            if (items != null && items.matches("[0-9]{1,9}")) {
                SortedMap<String, String> others = new TreeMap<>(measurement.parameters());
                others.remove("items");
                lines.computeIfAbsent(measurement.benchmark() + " " + others, unseen -> new TreeMap<>())
                        .put(Double.parseDouble(items), measurement.micros());
            }
        }
        lines.values().removeIf(points -> points.size() < 2);
        return lines;
    }
}
