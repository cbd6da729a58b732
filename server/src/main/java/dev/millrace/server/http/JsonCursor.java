package dev.millrace.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Walks a JSON body strictly. Whatever is not as asked for is a {@link ProblemException} with the JSON pointer of the
 * value. One thread at a time.
 *
 * <p>Every {@code read} method expects to stand on the first token of its value and leaves the cursor on the last. An
 * object member that is {@code null} counts as absent.
 */
final class JsonCursor implements AutoCloseable {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxNumberLength(100)
                    .maxNameLength(1024)
                    .build())
            .build();

    private final JsonParser parser;

    private JsonCursor(JsonParser parser) {
        this.parser = parser;
    }

    /** Reads one JSON object that is the whole body. */
    static void readBody(byte[] body, Consumer<JsonCursor> reader) {
        checkEncoding(body);
        try (JsonCursor cursor = new JsonCursor(FACTORY.createParser(ObjectReadContext.empty(), body))) {
            try {
                cursor.parser.nextToken();
                reader.accept(cursor);
                if (cursor.parser.nextToken() != null) {
                    throw cursor.problem("text after the end of the JSON object");
                }
            } catch (JacksonException e) {
                throw cursor.malformed(e);
            }
        }
    }

    /** JSON is UTF-8 and without zero bytes; a parser that guesses other encodings is not given the chance. */
    private static void checkEncoding(byte[] body) {
        int below = 0;
        for (byte each : body) {
            below |= each - 1;
        }
        if (below < 0) {
            for (int i = 0; i < body.length; i++) {
                if (body[i] == 0) {
                    throw Problem.member("", "a zero byte at offset " + i + " (expected: JSON in UTF-8)")
                            .exception();
                }
            }
            CharsetDecoder decoder = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT);
            try {
                decoder.decode(ByteBuffer.wrap(body));
            } catch (CharacterCodingException e) {
                throw Problem.member("", "the body is not valid UTF-8 (expected: JSON in UTF-8)")
                        .exception();
            }
        }
    }

    /** Reads one member's value; the cursor stands on its first token. */
    interface MemberReader {
        void read(String name);
    }

    /**
     * Reads an object.
     *
     * @param known the names it may have, at most 64
     * @param required the names it must have
     */
    void readObject(List<String> known, List<String> required, MemberReader reader) {
        expect(JsonToken.START_OBJECT, "an object");
        long seen = 0;
        long present = 0;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            int place = known.indexOf(name);
            long bit = 1L << place;
            if (place < 0) {
                throw problem("unknown member '" + Problem.shown(name) + "' (expected: "
                        + (known.size() == 1 ? "" : "one of ") + String.join(", ", known) + ")");
            }
            if ((seen & bit) != 0) {
                throw problem("member " + name + " is there twice");
            }
            seen |= bit;
            if (parser.nextToken() != JsonToken.VALUE_NULL) {
                reader.read(name);
                present |= bit;
            }
        }
        for (int i = 0; i < required.size(); i++) {
            String name = required.get(i);
            if ((present & (1L << known.indexOf(name))) == 0) {
                throw Problem.member(pointer() + "/" + name, name + " is missing")
                        .exception();
            }
        }
    }

    /** Reads an object whose members the caller names freely. */
    void readEntries(String what, int maxEntries, MemberReader reader) {
        expect(JsonToken.START_OBJECT, "an object");
        Set<String> seen = new HashSet<>(8);
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            if (!seen.add(name)) {
                throw problem("member '" + Problem.shown(name) + "' is there twice");
            }
            if (seen.size() > maxEntries) {
                throw problem(what + ": more than " + maxEntries + " entries");
            }
            parser.nextToken();
            reader.read(name);
        }
    }

    /** Reads an array of at most {@code most} elements. */
    void readArray(String what, int most, Runnable element) {
        expect(JsonToken.START_ARRAY, "an array");
        TokenStreamContext outside = parser.streamReadContext().getParent();
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (++count > most) {
                throw Problem.member(outside.pathAsPointer().toString(), what + ": more than " + most + " elements")
                        .exception();
            }
            element.run();
        }
    }

    /** Reads an id: 1 to {@code most} characters, none of them a control character. */
    String readId(int most) {
        String id = readString(1, most);
        for (int i = 0; i < id.length(); i++) {
            if (Character.isISOControl(id.charAt(i))) {
                throw problem("control character " + Integer.toHexString(id.charAt(i)) + " (hexadecimal) in an id");
            }
        }
        return id;
    }

    String readString(int least, int most) {
        expect(JsonToken.VALUE_STRING, "a string");
        String text = parser.getString();
        checkString(text, least, most);
        return text;
    }

    /** Refuses a text of the wrong length or with half a surrogate pair. */
    void checkString(String text, int least, int most) {
        if (text.length() < least || text.length() > most) {
            throw problem(text.length() + " characters (expected: " + least + " to " + most + ")");
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isHighSurrogate(text.charAt(i))
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(text.charAt(i))) {
                throw problem("half a surrogate pair at character " + i + " (expected: Unicode text)");
            }
        }
    }

    long readInteger(long least, long most) {
        expect(JsonToken.VALUE_NUMBER_INT, "a whole number");
        boolean fits = parser.getStringLength() <= 18;
        long value = fits ? parser.getLongValue() : 0;
        if (!fits || value < least || value > most) {
            throw problem(Problem.shown(parser.getString()) + " (expected: " + least + " to " + most + ")");
        }
        return value;
    }

    double readNumber(double least, double most) {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
                && parser.currentToken() != JsonToken.VALUE_NUMBER_FLOAT) {
            throw wrongType("a number");
        }
        double value = parser.getDoubleValue();
        if (!(value >= least && value <= most)) {
            throw problem(Problem.shown(parser.getString()) + " (expected: "
                    + (most == Double.MAX_VALUE ? "a finite number" : least + " to " + most) + ")");
        }
        return value;
    }

    boolean readBoolean() {
        if (parser.currentToken() != JsonToken.VALUE_TRUE && parser.currentToken() != JsonToken.VALUE_FALSE) {
            throw wrongType("true or false");
        }
        return parser.currentToken() == JsonToken.VALUE_TRUE;
    }

    /** Reads one of {@code choices}, in lower case in the body; returns its place among them. */
    int readChoice(List<String> choices) {
        expect(JsonToken.VALUE_STRING, "a string");
        char[] text = parser.getStringCharacters();
        int begin = parser.getStringOffset();
        int length = parser.getStringLength();
        for (int choice = 0; choice < choices.size(); choice++) {
            if (equal(choices.get(choice), text, begin, length)) {
                return choice;
            }
        }
        throw problem("'" + Problem.shown(parser.getString()) + "' (expected: " + String.join(", ", choices) + ")");
    }

    private static boolean equal(String choice, char[] text, int begin, int length) {
        boolean equal = choice.length() == length;
        for (int i = 0; equal && i < length; i++) {
            equal = choice.charAt(i) == text[begin + i];
        }
        return equal;
    }

    private void expect(JsonToken token, String expected) {
        if (parser.currentToken() != token) {
            throw wrongType(expected);
        }
    }

    private ProblemException wrongType(String expected) {
        return problem(described(parser.currentToken()) + " (expected: " + expected + ")");
    }

    private static String described(@Nullable JsonToken token) {
        if (token == null) {
            return "nothing";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE -> "nothing";
        };
    }

    private ProblemException malformed(JacksonException e) {
        String message = String.valueOf(e.getOriginalMessage());
        var location = parser.currentLocation();
        return Problem.member(
                        pointer(),
                        "not JSON: " + message.lines().findFirst().orElse("") + " (line " + location.getLineNr()
                                + ", column " + location.getColumnNr() + ")")
                .exception();
    }

    /** Returns a problem with the value the cursor stands on. */
    ProblemException problem(String detail) {
        return Problem.member(pointer(), detail).exception();
    }

    /** Returns the JSON pointer of the value the cursor stands on. */
    String pointer() {
        return parser.streamReadContext().pathAsPointer().toString();
    }

    @Override
    public void close() {
        parser.close();
    }
}
