package dev.millrace.edge.examples;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;

/** Colours, fonts and the cutting of long lines. */
final class Look {
    static final Color PAPER = new Color(0xf6f5f1);
    static final Color CARD = Color.WHITE;
    static final Color INK = new Color(0x22252b);
    static final Color FAINT = new Color(0x70757f);
    static final Color LINE = new Color(0xdcdad2);
    static final Color UP = new Color(0x2f7d57);
    static final Color DOWN = new Color(0xb0532f);
    static final Color WATER = new Color(0x2c6e91);

    static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 18);
    static final Font BOLD = new Font(Font.SANS_SERIF, Font.BOLD, 13);
    static final Font PLAIN = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);

    private Look() {}

    /** Draws a line, cut with an ellipsis where it is wider than {@code width}. */
    static void line(Graphics2D graphics, String text, int x, int y, int width) {
        FontMetrics metrics = graphics.getFontMetrics();
        String shown = text;
        if (metrics.stringWidth(text) > width) {
            int end = text.length();
            while (end > 0 && metrics.stringWidth(text.substring(0, end)) + metrics.charWidth('…') > width) {
                end--;
            }
            shown = text.substring(0, end).stripTrailing() + "…";
        }
        graphics.drawString(shown, x, y);
    }
}
