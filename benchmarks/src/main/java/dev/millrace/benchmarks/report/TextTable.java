package dev.millrace.benchmarks.report;

import java.util.List;

/** Aligned columns of text. Stateless. */
public final class TextTable {
    private TextTable() {}

    /**
     * Returns the rows under the head.
     *
     * @param left how many columns are aligned left; the others, numbers, are aligned right
     */
    public static String of(List<String> head, List<List<String>> rows, int left) {
        int[] widths = head.stream().mapToInt(String::length).toArray();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        line(text, head, widths, left);
        rows.forEach(row -> line(text, row, widths, left));
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells, int[] widths, int left) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String blank = " ".repeat(widths[i] - cells.get(i).length());
            line.append(i == 0 ? "" : "  ").append(i < left ? cells.get(i) + blank : blank + cells.get(i));
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
