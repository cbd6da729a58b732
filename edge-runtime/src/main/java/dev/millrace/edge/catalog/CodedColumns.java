package dev.millrace.edge.catalog;

import dev.millrace.cascade.feature.Column;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.History;
import dev.millrace.cascade.feature.Terms;
import java.nio.ByteBuffer;
import java.util.List;

/** Columns that answer from the bytes of a part. Immutable and thread-safe. */
final class CodedColumns {
    private CodedColumns() {}

    static Column read(PartReader part, Field.Type type, int items) {
        Column column = switch (type) {
            case KEYWORD -> CodedKeywords.read(part, items);
            case NUMBER -> CodedNumbers.read(part, items);
            case TEXT -> CodedTexts.read(part, items);
            case INSTANT -> CodedInstants.read(part, items);
        };
        part.end();
        return column;
    }

    /** A dictionary, and for every item codes into it. */
    private static final class CodedKeywords implements Column.Keywords {
        private final CodedStrings dictionary;
        private final Rows rows;
        private final Codes codes;
        private final Terms terms;

        private CodedKeywords(CodedStrings dictionary, Rows rows, Codes codes, Terms terms) {
            this.dictionary = dictionary;
            this.rows = rows;
            this.codes = codes;
            this.terms = terms;
        }

        static CodedKeywords read(PartReader part, int items) {
            int size = part.count("keywords", 0, Integer.MAX_VALUE);
            CodedStrings dictionary = CodedStrings.read(part, "keyword", size);
            Rows rows = Rows.read(part, items);
            Codes codes = part.codesBelow("keyword code", rows.total(), size);
            return new CodedKeywords(dictionary, rows, codes, CodedTerms.read(part, rows, codes, size));
        }

        @Override
        public int size() {
            return rows.items();
        }

        /** Returns the distinct strings, sorted by their UTF-8 bytes; {@code indexOf} is a binary search. */
        @Override
        public List<String> dictionary() {
            return dictionary;
        }

        @Override
        public int begin(int item) {
            return rows.begin(item);
        }

        @Override
        public int end(int item) {
            return rows.end(item);
        }

        @Override
        public int code(int at) {
            return codes.get(at);
        }

        @Override
        public Terms terms() {
            return terms;
        }
    }

    /** Points in time as whole steps after the first one. */
    private static final class CodedInstants implements Column.Instants {
        private final ByteBuffer bytes;
        private final int width;
        private final int size;
        private final long base;
        private final long step;

        private CodedInstants(ByteBuffer bytes, int width, int size, long base, long step) {
            this.bytes = bytes;
            this.width = width;
            this.size = size;
            this.base = base;
            this.step = step;
        }

        static CodedInstants read(PartReader part, int items) {
            long base = part.int64("base");
            long step = part.int64("step");
            int width = part.count("width", 0, Long.BYTES);
            return new CodedInstants(part.slice("instant", items, width), width, items, base, step);
        }

        @Override
        public int size() {
            return size;
        }

        /** Code 0 is a missing value. */
        @Override
        public long value(int item) {
            long code = 0;
            for (int i = width - 1; i >= 0; i--) {
                code = code << 8 | (bytes.get(item * width + i) & 0xff);
            }
            return code == 0 ? History.NO_TIME : base + (code - 1) * step;
        }
    }
}
