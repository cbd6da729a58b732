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

    /**
     * A dictionary of tokens, each a word with what follows it up to the next word, and for every item its tokens in
     * order: the text, and, through the word of each token, its terms.
     */
    private static final class CodedTexts implements Column.Texts {
        private final CodedStrings tokens;
        private final Codes stringOfToken;
        private final Rows rows;
        private final Codes codes;
        private final Terms words;

        private CodedTexts(CodedStrings tokens, Codes stringOfToken, Rows rows, Codes codes, Terms words) {
            this.tokens = tokens;
            this.stringOfToken = stringOfToken;
            this.rows = rows;
            this.codes = codes;
            this.words = words;
        }

        static CodedTexts read(PartReader part, int items) {
            int strings = part.count("strings", 0, Integer.MAX_VALUE);
            CodedStrings tokens = CodedStrings.read(part, "token", strings);
            int size = part.count("tokens", 0, Integer.MAX_VALUE);
            Codes stringOfToken = part.codesBelow("string of token", size, strings);
            Rows rows = Rows.read(part, items);
            Codes codes = part.codesBelow("token code", rows.total(), size);
            return new CodedTexts(tokens, stringOfToken, rows, codes, CodedTerms.read(part, rows, codes, size));
        }

        @Override
        public int size() {
            return rows.items();
        }

        @Override
        public boolean has(int item) {
            return rows.end(item) > rows.begin(item);
        }

        @Override
        public String value(int item) {
            StringBuilder text = new StringBuilder();
            int end = rows.end(item);
            for (int at = rows.begin(item); at < end; at++) {
                text.append(tokens.get(stringOfToken.get(codes.get(at))));
            }
            // A word that ends a text is kept with the space that follows it elsewhere.
            int length = text.length();
            if (length > 0 && text.charAt(length - 1) == ' ') {
                text.setLength(length - 1);
            }
            return text.toString();
        }

        @Override
        public Terms words() {
            return words;
        }
    }

    /**
     * Numbers as codes into a table of float64, or as whole multiples of a step above a base, divided by a power of
     * ten: whatever gives them back exactly in the fewest bytes, or as float64 where nothing else does.
     */
    private static final class CodedNumbers implements Column.Numbers {
        private final Codes codes;
        private final ByteBuffer table;
        private final int divisor;
        private final long base;
        private final int missing;

        private CodedNumbers(Codes codes, ByteBuffer table, int divisor, long base, int missing) {
            this.codes = codes;
            this.table = table;
            this.divisor = divisor;
            this.base = base;
            this.missing = missing;
        }

        static CodedNumbers read(PartReader part, int items) {
            int divisor = part.count("divisor", 0, 1_000_000);
            if (divisor > 0) {
                long base = part.int64("base");
                int missing = part.count("code of a missing number", -1, Integer.MAX_VALUE);
                return new CodedNumbers(part.codes("number", items), part.slice("table", 0, 1), divisor, base, missing);
            }
            int size = part.count("distinct numbers", 0, Integer.MAX_VALUE);
            ByteBuffer table = part.slice("distinct numbers", size, Double.BYTES);
            return new CodedNumbers(part.codesBelow("number", items, size), table, 0, 0, -1);
        }

        @Override
        public int size() {
            return codes.size();
        }

        @Override
        public double value(int item) {
            int code = codes.get(item);
            if (divisor == 0) {
                return table.getDouble(Double.BYTES * code);
            }
            return code == missing ? Double.NaN : (double) (base + code) / divisor;
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
