package dev.millrace.edge.examples;

import dev.millrace.edge.Recommendation;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.util.ArrayList;
import java.util.List;
import javax.swing.JComponent;

/** The server's list beside the order that the device gives it, each item joined with itself. */
final class PrivateMode extends JComponent {
    private static final long serialVersionUID = 1L;
    private static final int TOP = 62;
    private static final int ROW = 30;
    private static final int GAP = 64;

    private final transient Shelf shelf;

    PrivateMode(Shelf shelf) {
        this.shelf = shelf;
    }

    @Override
    protected void paintComponent(Graphics canvas) {
        Graphics2D graphics = (Graphics2D) canvas.create();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        List<String> server = shelf.serverList();
        List<String> own = new ArrayList<>();
        for (Recommendation item : shelf.privately()) {
            own.add(item.itemId());
        }
        int column = (getWidth() - GAP) / 2;
        graphics.setColor(Look.INK);
        graphics.setFont(Look.BOLD);
        graphics.drawString("Private mode", 0, 18);
        graphics.setFont(Look.SMALL);
        graphics.setColor(Look.FAINT);
        graphics.drawString("the server's list", 0, 42);
        graphics.drawString("as this device orders it", column + GAP, 42);
        for (int rank = 0; rank < server.size(); rank++) {
            int now = own.indexOf(server.get(rank));
            Color colour = now < 0 || now > rank ? Look.DOWN : now < rank ? Look.UP : Look.FAINT;
            name(graphics, server.get(rank), 0, rank, column, Look.INK);
            if (now >= 0) {
                name(graphics, server.get(rank), column + GAP, now, column, colour);
                graphics.setColor(colour);
                graphics.setStroke(new BasicStroke(now == rank ? 1f : 1.6f));
                graphics.drawLine(column + 6, middle(rank), column + GAP - 8, middle(now));
            }
        }
        graphics.dispose();
    }

    private void name(Graphics2D graphics, String itemId, int x, int rank, int width, Color colour) {
        graphics.setFont(Look.PLAIN);
        graphics.setColor(colour);
        Look.line(graphics, (rank + 1) + "  " + shelf.title(itemId), x, middle(rank) + 4, width);
    }

    private static int middle(int rank) {
        return TOP + rank * ROW;
    }
}
