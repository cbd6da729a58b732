package dev.millrace.datasets;

import dev.millrace.datasets.RejectedRow.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/** Reads a JSON object of item ids, each with an array of attributes: {@code {"4": [1, 2, "red"]}}. */
final class AttributeReader {
    private final Import target;
    private final Set<String> listed = new HashSet<>();

    AttributeReader(Import target) {
        this.target = target;
    }

    void read(Path file, ItemColumn.Keywords attributes) throws IOException {
        try (InputStream in = Lines.content(file);
                JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), in)) {
            expect(file, parser, parser.nextToken(), JsonToken.START_OBJECT);
            for (String item = parser.nextName(); item != null; item = parser.nextName()) {
                entry(file, parser, item, attributes);
            }
        } catch (JacksonIOException e) {
            throw new DataException(
                    file + ": cannot be read on: " + e.getOriginalMessage()
                            + " (expected: a whole file; is it cut short?)",
                    e);
        } catch (JacksonException e) {
            throw new DataException(
                    file + ":" + e.getLocation().getLineNr() + ": damaged JSON: " + e.getOriginalMessage(), e);
        }
    }

    private void entry(Path file, JsonParser parser, String item, ItemColumn.Keywords attributes) {
        long line = parser.currentTokenLocation().getLineNr();
        try {
            List<String> values = values(parser);
            String id = Import.itemId(item);
            if (!listed.add(id)) {
                throw new RowException(Reason.REPEATED_ITEM, "'" + id + "'");
            }
            attributes.set(target.items().item(id), values);
            target.log().accept();
        } catch (RowException e) {
            target.log().reject(file, line, e.reason(), e.detail());
        }
    }

    private static List<String> values(JsonParser parser) throws RowException {
        JsonToken token = parser.nextToken();
        if (token != JsonToken.START_ARRAY) {
            parser.skipChildren();
            throw new RowException(Reason.BAD_ATTRIBUTE, token + " (expected: an array)");
        }
        List<String> values = new ArrayList<>();
        boolean scalar = true;
        for (token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT) {
                values.add(parser.getString());
            } else {
                scalar = false;
                parser.skipChildren();
            }
        }
        if (!scalar) {
            throw new RowException(Reason.BAD_ATTRIBUTE, "an element is no string and no integer");
        }
        return values;
    }

    private static void expect(Path file, JsonParser parser, JsonToken token, JsonToken expected) {
        if (token != expected) {
            throw new DataException(file + ":" + parser.currentTokenLocation().getLineNr() + ": " + token
                    + " (expected: " + expected + ")");
        }
    }
}
