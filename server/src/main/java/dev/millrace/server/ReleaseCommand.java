package dev.millrace.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace release}: changes the live release of a server that runs on this machine. Used once. */
@Command(
        name = "release",
        mixinStandardHelpOptions = true,
        description = "Shows or changes the live release of a running server.")
public final class ReleaseCommand {
    /** A new release is opened and tried before the answer comes. */
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    @Option(
            names = "--admin",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8081",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "The server's admin port (default: ${DEFAULT-VALUE}).")
    private URI admin = URI.create("http://127.0.0.1:8081");

    @Spec
    private @Nullable CommandSpec spec;

    @Command(name = "status", mixinStandardHelpOptions = true, description = "Shows which release is live.")
    int status() throws IOException, InterruptedException {
        return ask(HttpRequest.newBuilder(admin.resolve("/v1/release")).GET());
    }

    @Command(
            name = "reload",
            mixinStandardHelpOptions = true,
            description = "Makes the release that CURRENT names the live one.")
    int reload() throws IOException, InterruptedException {
        return post("/v1/release/reload");
    }

    @Command(
            name = "rollback",
            mixinStandardHelpOptions = true,
            description =
                    "Makes the release that was live before the live one again, or has CURRENT name the live one where it does not.")
    int rollback() throws IOException, InterruptedException {
        return post("/v1/release/rollback");
    }

    private int post(String path) throws IOException, InterruptedException {
        return ask(HttpRequest.newBuilder(admin.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
    }

    private int ask(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
            HttpResponse<String> response =
                    client.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException(admin + " answered " + response.statusCode() + ": " + response.body());
            }
            say(response.body());
            return 0;
        } catch (java.net.ConnectException e) {
            throw new IOException(admin + ": no server answers there (see its line 'admin port')", e);
        }
    }

    private void say(String line) {
        if (spec != null) {
            spec.commandLine().getOut().println(line);
            spec.commandLine().getOut().flush();
        }
    }
}
