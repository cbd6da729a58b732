package dev.millrace.training.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws a {@link Curve}: the loss against the left axis, the validation metric against the right. Needs no display. */
final class CurvePicture {
    private static final Color LOSS = new Color(0x1f5fa8);
    private static final Color METRIC = new Color(0xc2571a);

    private CurvePicture() {}

    static byte[] png(Curve curve) throws IOException {
        System.setProperty("java.awt.headless", "true");
        XYChart chart = new XYChartBuilder()
                .width(960)
                .height(540)
                .title("Learning curve: " + curve.model())
                .xAxisTitle("epoch")
                .build();
        chart.getStyler()
                .setLegendPosition(Styler.LegendPosition.OutsideS)
                .setLegendLayout(Styler.LegendLayout.Horizontal)
                .setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setXAxisDecimalPattern("0");
        chart.getStyler().setYAxisGroupPosition(1, Styler.YAxisPosition.Right);
        chart.getStyler().setPlotGridLinesColor(new Color(0xdddddd));
        add(chart, "training loss: " + curve.loss(), curve, Curve.Point::loss, LOSS, 0);
        add(chart, "validation " + curve.metric(), curve, Curve.Point::metric, METRIC, 1);
        chart.setYAxisGroupTitle(0, curve.loss());
        chart.setYAxisGroupTitle(1, curve.metric());
        BufferedImage image = BitmapEncoder.getBufferedImage(chart);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    /** Adds what was measured; a curve of which nothing was has no line. */
    private static void add(
            XYChart chart, String name, Curve curve, ToDoubleFunction<Curve.Point> value, Color color, int axis) {
        List<Curve.Point> measured = curve.points().stream()
                .filter(point -> Double.isFinite(value.applyAsDouble(point)))
                .toList();
        if (measured.isEmpty()) {
            return;
        }
        XYSeries series = chart.addSeries(
                name,
                measured.stream().mapToDouble(Curve.Point::epoch).toArray(),
                measured.stream().mapToDouble(value).toArray());
        series.setLineColor(color);
        series.setLineStyle(new BasicStroke(2.5f));
        series.setMarker(SeriesMarkers.CIRCLE);
        series.setMarkerColor(color);
        series.setYAxisGroup(axis);
    }
}
