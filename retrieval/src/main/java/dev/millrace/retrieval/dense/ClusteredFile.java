package dev.millrace.retrieval.dense;

import dev.millrace.cascade.feature.ItemVectors;
import dev.millrace.cascade.file.FileWriteException;
import dev.millrace.cascade.release.BadReleaseException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.zip.CRC32C;

/**
 * The file of {@link ClusteredLists}. Format, little-endian: the magic {@value #MAGIC}, items, dimension, lists,
 * blocks, code books, columns of the books (int each), zeros up to the last four of
 * {@value ClusteredLists.Layout#HEADER} bytes, the CRC-32C of all others (int), then the parts where
 * {@link ClusteredLists.Layout} says. It is mapped, not read; equal lists give equal bytes.
 */
final class ClusteredFile {
    private static final int MAGIC = 0x324c524d; // "MRL2"
    private static final int FIELDS = 7;
    private static final int CHECKSUM = ClusteredLists.Layout.HEADER - Integer.BYTES;
    private static final long CHUNK = 1L << 28;

    private ClusteredFile() {}

    static void write(ClusteredLists lists, Path file) throws IOException {
        ClusteredLists.Layout layout = lists.layout();
        MemorySegment body = lists.memory().asSlice(ClusteredLists.Layout.HEADER);
        MemorySegment header = MemorySegment.ofArray(new byte[ClusteredLists.Layout.HEADER]);
        int[] fields = {
            MAGIC,
            layout.items(),
            layout.dimension(),
            layout.lists(),
            layout.blocks(),
            layout.bookSize().books(),
            layout.bookSize().columns()
        };
        ValueLayout.OfInt bytewise = ClusteredLists.INT.withByteAlignment(1);
        MemorySegment.copy(fields, 0, header, bytewise, 0, FIELDS);
        header.set(bytewise, CHECKSUM, checksum(header, body));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            writeFully(channel, header);
            writeFully(channel, body);
        } catch (IOException e) {
            throw new FileWriteException(file, e);
        }
    }

    private static void writeFully(FileChannel channel, MemorySegment bytes) throws IOException {
        for (long at = 0; at < bytes.byteSize(); at += CHUNK) {
            ByteBuffer chunk = chunk(bytes, at);
            while (chunk.hasRemaining()) {
                channel.write(chunk);
            }
        }
    }

    private static int checksum(MemorySegment header, MemorySegment body) {
        CRC32C checksum = new CRC32C();
        checksum.update(header.asSlice(0, CHECKSUM).asByteBuffer());
        for (long at = 0; at < body.byteSize(); at += CHUNK) {
            checksum.update(chunk(body, at));
        }
        return (int) checksum.getValue();
    }

    private static ByteBuffer chunk(MemorySegment bytes, long at) {
        return bytes.asSlice(at, Math.min(CHUNK, bytes.byteSize() - at)).asByteBuffer();
    }

    /**
     * Maps lists of {@code vectors}; throws {@link BadReleaseException} when the file is none, damaged or of others.
     */
    @SuppressWarnings("MustBeClosedChecker") // the lists close it
    static ClusteredLists read(Path file, ItemVectors vectors) {
        Arena arena = Arena.ofShared();
        boolean opened = false;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment memory = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
            ClusteredLists.Layout layout = layout(file, memory, vectors);
            check(file, memory, layout);
            ClusteredLists lists = new ClusteredLists(arena, memory, layout);
            if (!lists.holds(vectors)) {
                throw new BadReleaseException(file, "holds codes of other vectors (expected: of the item vectors)");
            }
            opened = true;
            return lists;
        } catch (IOException e) {
            throw new BadReleaseException(file, "cannot be mapped: " + e.getMessage(), e);
        } finally {
            if (!opened) {
                arena.close();
            }
        }
    }

    private static ClusteredLists.Layout layout(Path file, MemorySegment memory, ItemVectors vectors) {
        long bytes = memory.byteSize();
        if (bytes < ClusteredLists.Layout.HEADER || memory.get(ClusteredLists.INT, 0) != MAGIC) {
            throw new BadReleaseException(file, "is no file of lists");
        }
        int[] fields = memory.asSlice(0, (long) Integer.BYTES * FIELDS).toArray(ClusteredLists.INT);
        expect(file, "items", fields[1], vectors.size());
        expect(file, "dimension", fields[2], vectors.dimension());
        int lists = fields[3];
        int blocks = fields[4];
        if (lists < 1 || lists > Math.max(1, vectors.size())) {
            throw new BadReleaseException(file, "lists: " + lists + " (expected: 1 to " + vectors.size() + ")");
        }
        if (blocks < 1 || blocks > vectors.size() / BlockScan.ITEMS + lists || blocks > Integer.MAX_VALUE >> 6) {
            throw new BadReleaseException(file, "blocks: " + blocks + " of " + lists + " lists is out of range");
        }
        ClusteredLists.Layout layout = new ClusteredLists.Layout(
                vectors.size(),
                vectors.dimension(),
                lists,
                blocks,
                size(file, fields[5], fields[6], vectors.dimension()));
        if (bytes != layout.bytes()) {
            throw new BadReleaseException(file, "has " + bytes + " bytes (expected: " + layout.bytes() + ")");
        }
        MemorySegment body = memory.asSlice(ClusteredLists.Layout.HEADER);
        if (checksum(memory, body) != memory.get(ClusteredLists.INT, CHECKSUM)) {
            throw new BadReleaseException(file, "has changed: its checksum is not the one it was written with");
        }
        return layout;
    }

    private static CodeBooks.Size size(Path file, int books, int columns, int dimension) {
        if (books < 2 || books % 2 != 0 || books > dimension + 1) {
            throw new BadReleaseException(
                    file, "code books: " + books + " (expected: even, 2 to " + (dimension + 1) + ")");
        }
        if (columns < dimension || columns > 2 * dimension) {
            throw new BadReleaseException(file, "columns: " + columns + " of " + books + " code books is out of range");
        }
        return new CodeBooks.Size(books, columns);
    }

    private static void expect(Path file, String name, int value, int expected) {
        if (value != expected) {
            throw new BadReleaseException(
                    file, name + ": " + value + " (expected: " + expected + ", from the item vectors)");
        }
    }

    private static void check(Path file, MemorySegment memory, ClusteredLists.Layout layout) {
        int previous = 0;
        for (int list = 0; list <= layout.lists(); list++) {
            int block = memory.get(ClusteredLists.INT, layout.firstBlocks() + (long) Integer.BYTES * list);
            if (block < previous || (list == 0 && block != 0)) {
                throw new BadReleaseException(file, "list " + list + " begins at block " + block);
            }
            previous = block;
        }
        expect(file, "blocks of all lists", previous, layout.blocks());
        checkNumbers(file, memory, layout);
        String fault = layout.books(memory).fault();
        if (fault != null) {
            throw new BadReleaseException(file, fault);
        }
        BitSet seen = new BitSet(layout.items());
        for (int position = 0; position < layout.positions(); position++) {
            int item = memory.get(ClusteredLists.INT, layout.ordinals() + (long) Integer.BYTES * position);
            if (item < -1 || item >= layout.items() || (item >= 0 && seen.get(item))) {
                throw new BadReleaseException(file, "position " + position + " holds item " + item);
            }
            if (item >= 0) {
                seen.set(item);
            }
        }
        checkEnds(file, memory, layout);
        if (seen.cardinality() != layout.items()) {
            throw new BadReleaseException(
                    file, "holds " + seen.cardinality() + " items (expected: " + layout.items() + ")");
        }
    }

    /** Checks that the positions of a list without an item are its last, which a scan leaves out. */
    private static void checkEnds(Path file, MemorySegment memory, ClusteredLists.Layout layout) {
        for (int list = 0; list < layout.lists(); list++) {
            int begin = memory.get(ClusteredLists.INT, layout.firstBlocks() + (long) Integer.BYTES * list);
            int end = memory.get(ClusteredLists.INT, layout.firstBlocks() + Integer.BYTES * (list + 1L));
            boolean behind = false;
            for (int position = begin * BlockScan.ITEMS; position < end * BlockScan.ITEMS; position++) {
                boolean none = memory.get(ClusteredLists.INT, layout.ordinals() + (long) Integer.BYTES * position) < 0;
                if (behind && !none) {
                    throw new BadReleaseException(file, "position " + position + " holds an item behind one without");
                }
                behind = none;
            }
        }
    }

    private static void checkNumbers(Path file, MemorySegment memory, ClusteredLists.Layout layout) {
        for (long at = layout.centreSteps(); at < layout.firstBlocks(); at += Float.BYTES) {
            float value = memory.get(ClusteredLists.FLOAT, at);
            if (!Float.isFinite(value) || (value < 0 && at >= layout.scales())) {
                throw new BadReleaseException(file, "holds " + value + " at byte " + at);
            }
        }
    }
}
