package dev.millrace.cascade.filter;

/**
 * A piece of a filter expression. Immutable.
 *
 * @param kind what it is
 * @param text a term or phrase with its escapes resolved, else as written
 * @param position where it begins, 1 the first character
 * @param colon whether a term has a ':' that is not escaped
 */
record Token(Kind kind, String text, int position, boolean colon) {
    Token(Kind kind, String text, int position) {
        this(kind, text, position, false);
    }

    /** The kinds of tokens. */
    enum Kind {
        /** A field name with its colon. */
        FIELD,
        TERM,
        PHRASE,
        AND,
        /** {@code +} before a clause: the clause must hold. */
        PLUS,
        OR,
        NOT,
        OPEN,
        CLOSE,
        /** An opening bracket or brace. */
        RANGE_OPEN,
        /** A closing bracket or brace. */
        RANGE_CLOSE,
        TO,
        /** {@code *} as an end of a range. */
        STAR,
        END
    }

    /** Returns the token as an error message shows it. */
    String shown() {
        return kind == Kind.END ? "the end" : "'" + (text.length() > 40 ? text.substring(0, 40) + "..." : text) + "'";
    }
}
