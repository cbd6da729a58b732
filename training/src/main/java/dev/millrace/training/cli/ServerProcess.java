package dev.millrace.training.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The server in a process of its own, started through the launcher as anybody would start it. One thread at a time;
 * closing it asks it to stop and waits.
 */
final class ServerProcess implements AutoCloseable {
    private static final String READY = " at ";

    private final Process process;
    private final URI address;
    private final HttpClient client;

    private ServerProcess(Process process, URI address) {
        this.process = process;
        this.address = address;
        this.client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    }

    /**
     * Starts a server and waits until it answers.
     *
     * @param releases the folder of releases
     * @param port to listen on, 0 for a free one
     * @throws IOException when it cannot be started or ends at once
     */
    static ServerProcess start(Path releases, int port) throws IOException {
        String launcher = System.getProperty("millrace.launcher");
        if (launcher == null) {
            throw new IOException("the server is started through ./millrace; run the demo through it too");
        }
        Process process = new ProcessBuilder(
                        launcher, "serve", "--release", releases.toString(), "--port", Integer.toString(port))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            int at = line.lastIndexOf(READY);
            if (line.startsWith("millrace: serving") && at >= 0) {
                return new ServerProcess(
                        process, URI.create(line.substring(at + READY.length()).trim()));
            }
        }
        throw new IOException("the server ended before it was ready; see its message above");
    }

    URI address() {
        return address;
    }

    /** Sends a JSON body and returns the answer's body. */
    String post(String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(address.resolve(path))
                        .header("Content-Type", "application/json")
                        .timeout(Duration.ofSeconds(10))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(path + " answered " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    /** Waits until the server ends by itself or is stopped. */
    int waitFor() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        children.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        client.close();
    }
}
