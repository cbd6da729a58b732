package dev.millrace.edge.examples;

import dev.millrace.cascade.Response;
import dev.millrace.edge.BundleInfo;
import dev.millrace.edge.Report;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.util.Locale;
import javax.swing.JComponent;

/** How long each stage of the latest list took, how many items it saw, and what the app holds in memory. */
final class StageBars extends JComponent {
    private static final long serialVersionUID = 1L;
    private static final int NAME = 70;
    private static final int BAR = 300;
    private static final int ROW = 18;

    private final transient Shelf shelf;

    StageBars(Shelf shelf) {
        this.shelf = shelf;
    }

    @Override
    protected void paintComponent(Graphics canvas) {
        Report report = shelf.report();
        if (report == null) {
            return;
        }
        Graphics2D graphics = (Graphics2D) canvas.create();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setFont(Look.SMALL);
        long longest = 1;
        for (Response.Stage stage : report.stages()) {
            longest = Math.max(longest, stage.nanos());
        }
        int y = 14;
        for (Response.Stage stage : report.stages()) {
            graphics.setColor(Look.INK);
            graphics.drawString(stage.name(), 0, y);
            graphics.setColor(Look.WATER);
            int bar = (int) Math.max(2, stage.nanos() * BAR / longest);
            graphics.fillRoundRect(NAME, y - 10, bar, 11, 5, 5);
            graphics.setColor(Look.FAINT);
            graphics.drawString(
                    String.format(
                            Locale.ROOT,
                            "%.2f ms   %d → %d   %s",
                            stage.nanos() / 1e6,
                            stage.in(),
                            stage.out(),
                            stage.outcome().label()),
                    NAME + bar + 8,
                    y);
            y += ROW;
        }
        facts(graphics, report);
        graphics.dispose();
    }

    private void facts(Graphics2D graphics, Report report) {
        BundleInfo bundle = shelf.bundle();
        Runtime runtime = Runtime.getRuntime();
        String[] lines = {
            String.format(
                    Locale.ROOT,
                    "this list: %.2f ms, from %d events",
                    report.tookNanos() / 1e6,
                    report.historyEvents()),
            String.format(
                    Locale.ROOT,
                    "heap %.1f MB in use, bundle %.1f MB mapped",
                    (runtime.totalMemory() - runtime.freeMemory()) / 1e6,
                    report.mappedBytes() / 1e6),
            "engine: " + bundle.engine(),
            String.format(
                    Locale.ROOT,
                    "bundle %d of release %s: %,d items",
                    bundle.number(),
                    bundle.release(),
                    bundle.items()),
            bundle.expired() ? "EXPIRED: the app should fetch a newer one" : "good until " + bundle.expires()
        };
        graphics.setColor(Look.FAINT);
        int x = Math.max(NAME + BAR + 190, getWidth() / 2);
        for (int i = 0; i < lines.length; i++) {
            Look.line(graphics, lines[i], x, 14 + i * ROW, getWidth() - x);
        }
    }
}
