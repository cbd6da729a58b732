package dev.millrace.cascade.filter;

import dev.millrace.cascade.ItemFilter.InvalidFilterException;
import dev.millrace.cascade.feature.Field;
import dev.millrace.cascade.feature.Schema;
import dev.millrace.cascade.filter.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Parses filter expressions by recursive descent: OR binds least, then AND, then NOT. One thread, once.
 *
 * <pre>
 * expression := conjunction (OR conjunction)*
 * conjunction := negation (AND negation | NOT negation | '+' primary)*
 * negation := NOT negation | ['+'] primary
 * primary := '(' expression ')' | field ':' value
 * value := TERM | PHRASE | range | '(' expression of values ')'
 * range := ('[' | '{') end TO end (']' | '}')
 * </pre>
 */
public final class FilterParser {
    private final Schema schema;
    private final FilterLimits limits;
    private final ValueReader values;
    private final FilterLexer lexer;
    private Token token;
    private int clauses;
    private int depth;

    private FilterParser(String expression, Schema schema, FilterLimits limits, Analysis analysis) {
        this.schema = schema;
        this.limits = limits;
        this.values = new ValueReader(analysis);
        this.lexer = new FilterLexer(expression);
        this.token = lexer.next();
    }

    /** Splits a text into the words it is searched by. Implementations are thread-safe. */
    public interface Analysis {
        /** Returns the words, in order; none where the text has none. */
        List<String> words(String text);
    }

    /** Parses {@code expression}; throws {@link InvalidFilterException} that names the part. */
    public static Clause parse(String expression, Schema schema, FilterLimits limits, Analysis analysis) {
        if (expression.length() > limits.characters()) {
            throw new InvalidFilterException(
                    "filter: " + expression.length() + " characters (expected: at most " + limits.characters() + ")");
        }
        FilterParser parser = new FilterParser(expression, schema, limits, analysis);
        if (parser.token.kind() == Kind.END) {
            throw new InvalidFilterException(
                    "filter: is empty (expected: clauses such as " + parser.example() + ", or no filter at all)");
        }
        Clause clause = parser.expression(null);
        if (parser.token.kind() != Kind.END) {
            throw parser.unexpected("AND or OR between clauses");
        }
        return clause;
    }

    /** {@code field} is the field of the group the expression stands in, or null. */
    private Clause expression(@Nullable Field field) {
        List<Clause> some = new ArrayList<>();
        some.add(conjunction(field));
        while (token.kind() == Kind.OR) {
            take();
            some.add(conjunction(field));
        }
        return some.size() == 1 ? some.get(0) : new Clause.Or(some);
    }

    private Clause conjunction(@Nullable Field field) {
        List<Clause> all = new ArrayList<>();
        all.add(negation(field));
        while (token.kind() == Kind.AND || token.kind() == Kind.NOT || token.kind() == Kind.PLUS) {
            if (token.kind() == Kind.AND) {
                take();
            }
            all.add(negation(field));
        }
        return all.size() == 1 ? all.get(0) : new Clause.And(all);
    }

    private Clause negation(@Nullable Field field) {
        if (token.kind() == Kind.PLUS) {
            take();
            return primary(field);
        }
        if (token.kind() != Kind.NOT) {
            return primary(field);
        }
        enter();
        take();
        Clause clause = new Clause.Not(negation(field));
        depth--;
        return clause;
    }

    private Clause primary(@Nullable Field field) {
        if (token.kind() == Kind.OPEN) {
            enter();
            Token open = take();
            Clause group = expression(field);
            if (token.kind() != Kind.CLOSE) {
                throw token.kind() == Kind.END
                        ? error(open, "the '(' is not closed")
                        : unexpected("AND, OR or ')' after a clause");
            }
            take();
            depth--;
            return group;
        }
        if (token.kind() == Kind.FIELD) {
            if (field != null) {
                throw error(token, "field " + token.shown() + " inside the group of field " + field.name());
            }
            Field declared = field(take());
            return token.kind() == Kind.OPEN ? primary(declared) : leaf(declared);
        }
        if (field != null) {
            return leaf(field);
        }
        if (token.kind() == Kind.TERM || token.kind() == Kind.PHRASE || token.kind() == Kind.RANGE_OPEN) {
            throw error(
                    token,
                    token.shown() + " names no field (expected: field:value, such as " + example() + "; " + declared()
                            + ")");
        }
        throw unexpected("a clause such as " + example());
    }

    private Field field(Token name) {
        return schema.field(name.text())
                .orElseThrow(() -> error(name, "unknown field " + name.shown() + " (" + declared() + ")"));
    }

    private Clause leaf(Field field) {
        if (++clauses > limits.clauses()) {
            throw error(token, "more than " + limits.clauses() + " clauses");
        }
        return switch (token.kind()) {
            case TERM, PHRASE -> values.equal(field, take());
            case RANGE_OPEN -> range(field);
            default -> throw unexpected("a value of field " + field.name());
        };
    }

    private Clause range(Field field) {
        Token open = take();
        Token lower = end();
        if (token.kind() != Kind.TO) {
            throw unexpected("TO, as in [10 TO 20]");
        }
        take();
        Token upper = end();
        if (token.kind() != Kind.RANGE_CLOSE) {
            throw unexpected("']' or '}'");
        }
        Token close = take();
        return values.range(
                field,
                new ValueReader.End(lower, open.text().equals("[")),
                new ValueReader.End(upper, close.text().equals("]")));
    }

    private Token end() {
        return switch (token.kind()) {
            case TERM, PHRASE, STAR -> take();
            default -> throw unexpected("an end of the range: a value or *");
        };
    }

    private void enter() {
        if (++depth > limits.depth()) {
            throw error(token, "more than " + limits.depth() + " levels of groups and NOTs");
        }
    }

    private Token take() {
        Token taken = token;
        token = lexer.next();
        return taken;
    }

    private String declared() {
        return schema.fields().isEmpty()
                ? "no field is declared"
                : "declared fields: "
                        + schema.fields().stream().map(Field::name).collect(Collectors.joining(", "));
    }

    private String example() {
        return schema.fields().isEmpty()
                ? "field:value"
                : schema.fields().get(0).name() + ":value";
    }

    private InvalidFilterException unexpected(String expected) {
        return error(token, "found " + token.shown() + " (expected: " + expected + ")");
    }

    static InvalidFilterException error(Token token, String message) {
        return FilterLexer.error(token.position() - 1, message);
    }
}
