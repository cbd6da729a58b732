package dev.millrace.server.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Locale;

/** Reads {@code Content-Type} and {@code Accept}. */
final class MediaTypes {
    private MediaTypes() {}

    /** Refuses, with 415, a body that is not declared to be JSON in UTF-8. */
    static void checkJson(List<String> contentTypes) {
        String value = contentTypes.size() == 1 ? contentTypes.getFirst() : String.join(", ", contentTypes);
        String[] parts = value.toLowerCase(Locale.ROOT).split(";", -1);
        boolean json = parts[0].strip().equals("application/json");
        for (int i = 1; i < parts.length && json; i++) {
            String parameter = parts[i].strip().replace("\"", "");
            json = !parameter.startsWith("charset=") || parameter.equals("charset=utf-8");
        }
        if (!json) {
            throw Problem.header(
                            HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                            "Content-Type",
                            "Content-Type: " + (value.isEmpty() ? "missing" : Problem.shown(value))
                                    + " (expected: application/json)")
                    .withHeader("Accept", "application/json")
                    .exception();
        }
    }

    /** Refuses, with 406, a caller who does not want {@code produced}. No {@code Accept} wants everything. */
    static void checkAccept(List<String> accepts, String produced) {
        if (accepts.isEmpty()) {
            return;
        }
        String type = produced.substring(0, produced.indexOf('/'));
        double best = -1;
        int bestRank = -1;
        for (String range : String.join(",", accepts).toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            String name = parts[0].strip();
            int rank = name.equals(produced) ? 2 : name.equals(type + "/*") ? 1 : name.equals("*/*") ? 0 : -1;
            if (rank > bestRank) {
                bestRank = rank;
                best = quality(parts);
            }
        }
        if (best <= 0) {
            throw Problem.header(
                            HttpResponseStatus.NOT_ACCEPTABLE,
                            "Accept",
                            "Accept: " + Problem.shown(String.join(", ", accepts)) + " (expected: " + produced + ")")
                    .exception();
        }
    }

    private static double quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.substring(2));
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
