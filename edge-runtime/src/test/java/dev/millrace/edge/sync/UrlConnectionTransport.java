package dev.millrace.edge.sync;

import dev.millrace.edge.update.EdgeTransport;
import dev.millrace.edge.update.EventTransport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The transport that docs/edge.md shows for Android. */
record UrlConnectionTransport(String server) implements EventTransport {
    @Override
    public EdgeTransport.Answer post(String target, Map<String, String> headers, byte[] content) throws IOException {
        HttpURLConnection call = (HttpURLConnection) new URL(server + target).openConnection();
        call.setConnectTimeout(10_000);
        call.setReadTimeout(10_000);
        headers.forEach(call::setRequestProperty);
        call.setDoOutput(true);
        call.setFixedLengthStreamingMode(content.length);
        try (OutputStream out = call.getOutputStream()) {
            out.write(content);
        }
        int status = call.getResponseCode();
        Map<String, String> fields = new HashMap<>();
        call.getHeaderFields().forEach((name, values) -> {
            if (name != null) {
                fields.put(name.toLowerCase(Locale.ROOT), values.get(0));
            }
        });
        InputStream body = status < 400 ? call.getInputStream() : call.getErrorStream();
        return new EdgeTransport.Answer(status, fields, body == null ? new ByteArrayInputStream(new byte[0]) : body);
    }
}
