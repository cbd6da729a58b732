package dev.millrace.edge.examples;

import dev.millrace.edge.Recommendation;
import java.awt.Cursor;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import javax.swing.JComponent;

/** One item on the shelf; a click is a look at it. */
final class ItemCard extends JComponent {
    private static final long serialVersionUID = 1L;
    private static final int PADDING = 14;

    private final String title;
    private final String details;
    private final String why;
    private final String stage;

    ItemCard(Shelf shelf, Recommendation item, Runnable onClick) {
        title = shelf.title(item.itemId());
        details = shelf.details(item.itemId());
        why = item.reasons().isEmpty()
                ? String.join(", ", item.sources())
                : because(shelf, item.reasons().get(0));
        stage = item.scoredBy();
        setToolTipText(title);
        setCursor(Cursor.getPredefinedCursor(Cursor.HAND_CURSOR));
        addMouseListener(new MouseAdapter() {
            @Override
            public void mousePressed(MouseEvent event) {
                onClick.run();
            }
        });
    }

    /** A reason names the id of an item; a person wants its title. */
    private static String because(Shelf shelf, String reason) {
        String prefix = "because of ";
        return reason.startsWith(prefix) ? prefix + shelf.title(reason.substring(prefix.length())) : reason;
    }

    @Override
    protected void paintComponent(Graphics canvas) {
        Graphics2D graphics = (Graphics2D) canvas.create();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        int width = getWidth() - 1;
        int height = getHeight() - 1;
        graphics.setColor(Look.CARD);
        graphics.fillRoundRect(0, 0, width, height, 14, 14);
        graphics.setColor(Look.LINE);
        graphics.drawRoundRect(0, 0, width, height, 14, 14);
        int room = width - 2 * PADDING;
        graphics.setColor(Look.INK);
        graphics.setFont(Look.BOLD);
        Look.line(graphics, title, PADDING, 28, room);
        graphics.setColor(Look.FAINT);
        graphics.setFont(Look.SMALL);
        Look.line(graphics, details, PADDING, 48, room);
        graphics.setColor(Look.WATER);
        Look.line(graphics, why, PADDING, height - 32, room);
        graphics.setColor(Look.FAINT);
        Look.line(graphics, "ranked by " + stage, PADDING, height - 14, room);
        graphics.dispose();
    }
}
