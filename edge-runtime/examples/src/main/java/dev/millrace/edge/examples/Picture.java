package dev.millrace.edge.examples;

import java.awt.Component;
import java.awt.Container;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.swing.JComponent;

/** Draws a view without a screen, at twice its size. */
final class Picture {
    private static final int SCALE = 2;

    private Picture() {}

    static void write(JComponent view, Path png) throws IOException {
        Dimension size = view.getPreferredSize();
        view.setSize(size);
        layOut(view);
        BufferedImage image = new BufferedImage(SCALE * size.width, SCALE * size.height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.scale(SCALE, SCALE);
        view.print(graphics);
        graphics.dispose();
        ImageIO.write(image, "png", png.toFile());
    }

    private static void layOut(Component component) {
        component.doLayout();
        if (component instanceof Container container) {
            for (Component part : container.getComponents()) {
                layOut(part);
            }
        }
    }
}
