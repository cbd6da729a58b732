package dev.millrace.edge.examples;

import dev.millrace.edge.Recommendation;
import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.FlowLayout;
import java.awt.GridLayout;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JTextField;

/** The whole window: the shelf, the private mode beside it, what it cost below. Swing's thread only. */
final class ShelfView extends JPanel {
    private static final long serialVersionUID = 1L;
    private static final int COLUMNS = 3;

    private final transient Shelf shelf;
    private final JPanel cards = new JPanel(new GridLayout(0, COLUMNS, 12, 12));
    private final JLabel note = new JLabel(" ");
    private final JTextField filter = new JTextField(28);

    ShelfView(Shelf shelf) {
        super(new BorderLayout(24, 16));
        this.shelf = shelf;
        setBackground(Look.PAPER);
        setBorder(BorderFactory.createEmptyBorder(20, 24, 16, 24));
        setPreferredSize(new Dimension(1280, 800));
        cards.setOpaque(false);
        add(head(), BorderLayout.NORTH);
        add(cards, BorderLayout.CENTER);
        add(sized(new PrivateMode(shelf), 470, 0), BorderLayout.EAST);
        add(sized(new StageBars(shelf), 0, 96), BorderLayout.SOUTH);
        fill();
    }

    private static JComponent sized(JComponent component, int width, int height) {
        component.setPreferredSize(new Dimension(width, height));
        return component;
    }

    private JComponent head() {
        JPanel head = new JPanel(new BorderLayout());
        head.setOpaque(false);
        JLabel name = new JLabel("For you, on this device ");
        name.setFont(Look.TITLE);
        name.setForeground(Look.INK);
        JPanel tools = new JPanel(new FlowLayout(FlowLayout.RIGHT, 8, 0));
        tools.setOpaque(false);
        filter.setToolTipText("such as category:books AND price:[* TO 20]; Enter applies it");
        filter.addActionListener(event -> {
            shelf.filter(filter.getText());
            fill();
        });
        JButton forget = new JButton("Forget me");
        forget.addActionListener(event -> {
            shelf.forget();
            fill();
        });
        JLabel label = new JLabel("filter");
        label.setFont(Look.PLAIN);
        label.setForeground(Look.FAINT);
        tools.add(label);
        tools.add(filter);
        tools.add(forget);
        note.setFont(Look.PLAIN);
        head.add(name, BorderLayout.WEST);
        head.add(tools, BorderLayout.EAST);
        head.add(note, BorderLayout.SOUTH);
        return head;
    }

    private void fill() {
        cards.removeAll();
        for (Recommendation item : shelf.shown()) {
            cards.add(new ItemCard(shelf, item, () -> {
                shelf.click(item.itemId());
                fill();
            }));
        }
        String problem = shelf.problem();
        note.setForeground(problem == null ? Look.FAINT : Look.DOWN);
        note.setText(problem == null ? seen() : problem);
        revalidate();
        repaint();
    }

    private String seen() {
        if (shelf.clicks().isEmpty()) {
            return "Nothing clicked yet: click an item, and the shelf and the private order follow.";
        }
        StringBuilder text = new StringBuilder("You looked at: ");
        for (String id : shelf.clicks()) {
            text.append(text.length() == 15 ? "" : "  ·  ").append(shelf.title(id));
        }
        return text.toString();
    }
}
