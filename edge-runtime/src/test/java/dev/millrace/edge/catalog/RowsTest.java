package dev.millrace.edge.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RowsTest {
    private static final int ITEMS = 300;
    private static final byte WIDTH = 2;

    /** Two values each, but for the items from 200 on, which have one. */
    private static int[] ends() {
        int[] ends = new int[ITEMS];
        for (int item = 0; item < ITEMS; item++) {
            int before = item % Rows.BLOCK == 0 ? 0 : ends[item - 1];
            ends[item] = before + (item < 200 ? 2 : 1);
        }
        return ends;
    }

    private static int[] blocks() {
        return new int[] {0, 256, 256 + 144 + 56, 256 + 144 + 56 + 44};
    }

    private static Rows read(int[] blocks, int[] ends) {
        ByteBuffer part = ByteBuffer.allocate(2_000).order(ByteOrder.LITTLE_ENDIAN);
        part.putInt(0xff);
        codes(part, blocks);
        codes(part, ends);
        PartReader reader = new PartReader("rows", part.flip());
        Rows rows = Rows.read(reader, ITEMS);
        reader.end();
        return rows;
    }

    private static void codes(ByteBuffer part, int[] numbers) {
        part.put(WIDTH);
        for (int number : numbers) {
            part.putShort((short) number);
        }
    }

    @Test
    void itemsBeginWhereTheOnesBeforeEnd() {
        Rows rows = read(blocks(), ends());
        int at = 0;
        for (int item = 0; item < ITEMS; item++) {
            assertThat(rows.begin(item)).as("item %s", item).isEqualTo(at);
            at += item < 200 ? 2 : 1;
            assertThat(rows.end(item)).as("item %s", item).isEqualTo(at);
        }
        assertThat(rows.total()).isEqualTo(at);
    }

    @Test
    void theItemOfAValueIsFoundFromAnyItemBefore() {
        int[] ends = ends();
        ends[4] = ends[3]; // an item without a value, and then one with three
        for (Rows rows : List.of(read(blocks(), ends), even())) {
            for (int item = 0; item < rows.items(); item++) {
                for (int at = rows.begin(item); at < rows.end(item); at++) {
                    for (int from : new int[] {0, item / 2, Math.max(0, item - 1), item}) {
                        assertThat(rows.itemAt(at, from)).as("value %s", at).isEqualTo(item);
                    }
                }
            }
        }
    }

    /** Three values an item. */
    private static Rows even() {
        ByteBuffer part = ByteBuffer.allocate(5).order(ByteOrder.LITTLE_ENDIAN).putInt(3);
        return Rows.read(new PartReader("rows", part.put((byte) 0).flip()), ITEMS);
    }

    @Test
    void anEndBeforeItsBeginningNamesTheItem() {
        int[] ends = ends();
        ends[270] = ends[269] - 1;
        assertThatThrownBy(() -> read(blocks(), ends))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("part rows: values of item 270: end before they begin");
    }

    @Test
    void aBlockThatBeginsElsewhereNamesItsFirstItem() {
        int[] blocks = blocks();
        blocks[2]++;
        assertThatThrownBy(() -> read(blocks, ends()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("part rows: values of item 256: begin at 457 (expected: 456)");
    }

    @Test
    void aTotalThatIsNotTheirSumIsRefused() {
        int[] blocks = blocks();
        blocks[3]--;
        assertThatThrownBy(() -> read(blocks, ends()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("part rows: values: end at 500 (expected: 499)");
    }
}
