package dev.millrace.cascade.filter;

import dev.millrace.cascade.ItemFilter.InvalidFilterException;
import dev.millrace.cascade.filter.Token.Kind;

/**
 * Splits a filter expression into tokens and refuses what the language leaves out: wildcards, regular expressions,
 * fuzzy terms and boosts. One thread, once.
 */
final class FilterLexer {
    private static final String ENDS_TERM = " \t\r\n()[]{}\"";

    private final String text;
    private int at;
    private boolean afterField;
    private boolean inRange;

    FilterLexer(String text) {
        this.text = text;
    }

    Token next() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        int start = at;
        if (start == text.length()) {
            return new Token(Kind.END, "", start + 1);
        }
        Token token = inRange ? rangeEnd(start) : token(start);
        afterField = token.kind() == Kind.FIELD;
        return token;
    }

    private Token token(int start) {
        char c = text.charAt(start);
        return switch (c) {
            case '(' -> symbol(Kind.OPEN, 1);
            case ')' -> symbol(Kind.CLOSE, 1);
            case '[', '{' -> {
                inRange = true;
                yield symbol(Kind.RANGE_OPEN, 1);
            }
            case ']', '}' -> throw error(start, "'" + c + "' ends no range");
            case '"' -> phrase(start);
            case '/' -> throw error(start, "regular expressions are not allowed; quote a '/' that is meant as itself");
            case '+' -> afterField ? term(start) : symbol(Kind.PLUS, 1);
            case '-' -> afterField ? term(start) : symbol(Kind.NOT, 1);
            case '!' -> symbol(Kind.NOT, 1);
            case '&' -> text.startsWith("&&", start) ? symbol(Kind.AND, 2) : term(start);
            case '|' -> text.startsWith("||", start) ? symbol(Kind.OR, 2) : term(start);
            default -> term(start);
        };
    }

    private Token rangeEnd(int start) {
        char c = text.charAt(start);
        return switch (c) {
            case ']', '}' -> {
                inRange = false;
                yield symbol(Kind.RANGE_CLOSE, 1);
            }
            case '[', '{', '(', ')' -> throw error(start, "'" + c + "' inside a range");
            case '"' -> phrase(start);
            default -> rangeWord(start);
        };
    }

    private Token rangeWord(int start) {
        Token end = scan(start);
        return switch (text.substring(start, at)) {
            case "*" -> new Token(Kind.STAR, "*", start + 1);
            case "TO" -> new Token(Kind.TO, "TO", start + 1);
            default -> end;
        };
    }

    private Token symbol(Kind kind, int length) {
        int start = at;
        at += length;
        return new Token(kind, text.substring(start, at), start + 1);
    }

    private Token phrase(int start) {
        StringBuilder phrase = new StringBuilder();
        for (at = start + 1; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                refuseSuffix();
                return new Token(Kind.PHRASE, phrase.toString(), start + 1);
            }
            if (c == '\\') {
                c = escaped();
            }
            phrase.append(c);
        }
        throw error(start, "the quote is not closed");
    }

    private Token term(int start) {
        Token term = scan(start);
        if (term.kind() == Kind.FIELD || afterField) {
            return term;
        }
        return switch (text.substring(start, at)) {
            case "AND" -> new Token(Kind.AND, "AND", start + 1);
            case "OR" -> new Token(Kind.OR, "OR", start + 1);
            case "NOT" -> new Token(Kind.NOT, "NOT", start + 1);
            default -> term;
        };
    }

    /** Reads up to the end of a term, or up to and with the colon of a field name. */
    private Token scan(int start) {
        StringBuilder term = new StringBuilder();
        boolean colon = false;
        for (; at < text.length() && ENDS_TERM.indexOf(text.charAt(at)) < 0; at++) {
            char c = text.charAt(at);
            switch (c) {
                case '\\' -> c = escaped();
                case '*', '?' -> {
                    if (!inRange || at > start || c == '?') {
                        throw error(
                                at,
                                "wildcards are not allowed; escape a '" + c + "' that is meant as itself as \\" + c
                                        + ", and write field:[* TO *] for items that have a value");
                    }
                }
                case '~', '^' -> refuseSuffix();
                case ':' -> {
                    if (!inRange && !afterField) {
                        at++;
                        return new Token(Kind.FIELD, term.toString(), start + 1);
                    }
                    colon = true;
                }
                default -> {}
            }
            term.append(c);
        }
        return new Token(Kind.TERM, term.toString(), start + 1, colon);
    }

    private char escaped() {
        if (++at == text.length()) {
            throw error(at - 1, "nothing follows the '\\'");
        }
        return text.charAt(at);
    }

    private void refuseSuffix() {
        if (at < text.length() && (text.charAt(at) == '~' || text.charAt(at) == '^')) {
            throw error(
                    at,
                    text.charAt(at) == '~'
                            ? "fuzzy terms and sloppy phrases ('~') are not allowed"
                            : "boosts ('^') are not allowed: a filter does not score");
        }
    }

    static InvalidFilterException error(int offset, String message) {
        return new InvalidFilterException("filter: position " + (offset + 1) + ": " + message);
    }
}
