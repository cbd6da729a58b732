package dev.millrace.edge.examples;

import dev.millrace.cascade.json.JsonException;
import dev.millrace.cascade.json.JsonReader;
import dev.millrace.edge.EdgeRecommender;
import dev.millrace.edge.Recommendation;
import dev.millrace.edge.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the server's list comes from; the app itself asks no server. */
final class ServerList {
    private ServerList() {}

    /**
     * Reads the ids from a saved answer of {@code POST /v1/recommend}.
     *
     * @throws IllegalArgumentException when it is none
     */
    static List<String> saved(Path file) throws IOException {
        try {
            return JsonReader.parse(Files.readString(file)).objects("items").stream()
                    .map(item -> item.string("itemId"))
                    .toList();
        } catch (JsonException e) {
            throw new IllegalArgumentException(
                    file + ": " + e.getMessage() + " (expected: an answer of /v1/recommend)", e);
        }
    }

    /** Returns what somebody is shown of whom nothing is known. */
    static List<String> forAStranger(EdgeRecommender nobody, int length) {
        return nobody.recommend(Request.items(length).build()).stream()
                .map(Recommendation::itemId)
                .toList();
    }
}
