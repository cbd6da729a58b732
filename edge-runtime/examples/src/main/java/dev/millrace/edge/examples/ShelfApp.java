package dev.millrace.edge.examples;

import dev.millrace.cascade.bundle.BadBundleException;
import dev.millrace.cascade.bundle.TrustedKeys;
import dev.millrace.edge.EdgeOptions;
import dev.millrace.edge.EdgeRecommender;
import dev.millrace.edge.store.BadStoreException;
import java.awt.Dimension;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.swing.JFrame;
import javax.swing.SwingUtilities;
import javax.swing.WindowConstants;

/** Starts the app. */
public final class ShelfApp {
    private static final int ITEMS = 12;
    private static final int SERVER_LIST = 15;

    private ShelfApp() {}

    /** Runs the app; the exit code is 0, or 1 when it failed, or 2 for a command line that is not understood. */
    public static void main(String... arguments) {
        ShelfOptions options;
        try {
            if (arguments.length == 0 || List.of(arguments).contains("--help")) {
                System.out.println(ShelfOptions.USAGE);
                return;
            }
            options = ShelfOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("shelf: " + e.getMessage() + "\n\n" + ShelfOptions.USAGE);
            System.exit(2);
            return;
        }
        try {
            run(options);
        } catch (BadBundleException
                | BadStoreException
                | IllegalArgumentException
                | IOException
                | UncheckedIOException e) {
            System.err.println("shelf: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(ShelfOptions options) throws IOException {
        TrustedKeys keys = TrustedKeys.read(options.key());
        EdgeOptions edge = EdgeOptions.DEFAULT.withEngine(options.engine());
        List<String> serverList;
        if (options.serverList() != null) {
            serverList = ServerList.saved(options.serverList());
        } else {
            try (EdgeRecommender nobody = EdgeRecommender.open(options.bundle(), keys, edge)) {
                serverList = ServerList.forAStranger(nobody, SERVER_LIST);
            }
        }
        EdgeRecommender shop = EdgeRecommender.open(
                options.bundle(), keys, options.store() == null ? edge : edge.withStore(options.store()));
        Shelf shelf = new Shelf(shop, serverList, ITEMS);
        shelf.filter(options.filter());
        String problem = shelf.problem();
        if (problem != null) {
            throw new IllegalArgumentException("--filter: " + problem);
        }
        for (int position : options.clicks()) {
            if (position < 0 || position >= shelf.shown().size()) {
                throw new IllegalArgumentException("--clicks: " + position + " (expected: 0 to "
                        + (shelf.shown().size() - 1) + ")");
            }
            shelf.click(shelf.shown().get(position).itemId());
        }
        if (options.picture() != null) {
            System.setProperty("java.awt.headless", "true");
            Picture.write(new ShelfView(shelf), options.picture());
            System.out.println("wrote " + options.picture());
            shop.close();
        } else if (GraphicsEnvironment.isHeadless()) {
            shop.close();
            throw new IllegalArgumentException("no screen (expected: one, or --picture FILE)");
        } else {
            SwingUtilities.invokeLater(() -> show(shelf, shop));
        }
    }

    private static void show(Shelf shelf, EdgeRecommender shop) {
        JFrame frame = new JFrame("Millrace shelf");
        frame.setContentPane(new ShelfView(shelf));
        frame.setMinimumSize(new Dimension(1100, 760));
        frame.setDefaultCloseOperation(WindowConstants.DISPOSE_ON_CLOSE);
        frame.addWindowListener(new java.awt.event.WindowAdapter() {
            @Override
            public void windowClosed(java.awt.event.WindowEvent event) {
                shop.close();
            }
        });
        frame.setVisible(true);
    }
}
