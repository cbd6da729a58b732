package dev.millrace.benchmarks.trial;

import dev.millrace.benchmarks.load.PauseLog;
import dev.millrace.benchmarks.load.Pauses;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * {@code millrace serve} in a process of its own on free ports of this machine, with the virtual machine's options of
 * this one. One thread at a time; closed once, which stops it.
 */
public final class ServerProcess implements AutoCloseable {
    private static final String SERVING = "millrace: serving release ";
    private static final String ADMIN = "millrace: admin port ";
    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration STOP = Duration.ofSeconds(40);

    /** What the libraries need, given where this process was started without. */
    private static final List<String> NEEDED = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--add-modules=jdk.incubator.vector",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dai.djl.offline=true",
            "-Djvector.vectorization_provider=panama",
            "-Dlogback.configurationFile=logback-trials.xml");

    /** Options of this process that are not passed on. */
    private static final Set<String> OWN =
            Set.of("-agentlib", "-javaagent", "-Dlogback", "-Dmillrace.launcher", "-XX:StartFlightRecording", "-Xlog");

    private final Process process;
    private final Path log;
    private final int port;
    private final int adminPort;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private ServerProcess(Process process, Path log, int port, int adminPort) {
        this.process = process;
        this.log = log;
        this.port = port;
        this.adminPort = adminPort;
    }

    /**
     * Starts a server and waits until it answers.
     *
     * @throws IOException when it does not start; the message has its last words
     */
    public static ServerProcess start(ServerOptions options) throws IOException, InterruptedException {
        Path config = Files.createTempFile("millrace-trial", ".conf");
        Files.writeString(config, options.config());
        List<String> command = command(options, config);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.redirectError(options.log().toFile());
        Process process = builder.start();
        try {
            CompletableFuture<int[]> ports = new CompletableFuture<>();
            Thread reader = new Thread(() -> read(process, ports), "server-output");
            reader.setDaemon(true);
            reader.start();
            int[] both = ports.get(START.toSeconds(), TimeUnit.SECONDS);
            return new ServerProcess(process, options.log(), both[0], both[1]);
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            process.destroyForcibly().waitFor();
            throw new IOException("the server under test did not start: " + lastWords(options.log()), e);
        } finally {
            Files.deleteIfExists(config);
        }
    }

    private static List<String> command(ServerOptions options, Path config) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(NEEDED);
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> OWN.stream().noneMatch(option::startsWith))
                .filter(option -> !NEEDED.contains(option))
                .filter(option ->
                        option.startsWith("-X") || option.startsWith("-Dai.djl") || option.startsWith("-Djvector"))
                .forEach(command::add);
        command.addAll(options.jvm());
        command.addAll(
                List.of(MeteredServer.class.getName(), pauses(options.log()).toString()));
        command.addAll(List.of("serve", "--release", options.releases().toString()));
        command.addAll(List.of("--port", "0", "--admin-port", "0", "--config", config.toString()));
        return command;
    }

    /**
     * Finds its port and admin port in what it prints, and goes on reading to its end: it would stand still at a full
     * pipe.
     */
    private static void read(Process process, CompletableFuture<int[]> ports) {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            int admin = -1;
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(ADMIN)) {
                    admin = Integer.parseInt(line.substring(ADMIN.length()).strip());
                } else if (line.startsWith(SERVING)) {
                    ports.complete(new int[] {
                        Integer.parseInt(
                                line.substring(line.lastIndexOf(':') + 1).strip()),
                        admin
                    });
                }
            }
            ports.completeExceptionally(new IOException("it ended before it answered"));
        } catch (IOException | RuntimeException e) {
            ports.completeExceptionally(e);
        }
    }

    private static String lastWords(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return String.join(
                    " ", lines.toList().reversed().stream().limit(3).toList().reversed());
        }
    }

    /** Returns where it answers. */
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    long pid() {
        return process.pid();
    }

    private static Path pauses(Path log) {
        return log.resolveSibling(log.getFileName() + ".pauses");
    }

    /** Returns the pauses of its process so far: its collector's, and the machine's. */
    Pauses pauses() throws IOException {
        return PauseLog.read(pauses(log));
    }

    /** Returns what it has logged so far. */
    List<String> log() throws IOException {
        return Files.readAllLines(log);
    }

    /** Returns a page of its port, such as {@code /metrics}. */
    String get(String path) throws IOException, InterruptedException {
        return ask(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .GET())
                .body();
    }

    /** Has it look for a new release now; returns the status and what became of it. */
    HttpResponse<String> reload() throws IOException, InterruptedException {
        return ask(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + "/v1/release/reload"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
    }

    private HttpResponse<String> ask(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.timeout(Duration.ofMinutes(5)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Returns whether it is still there. */
    boolean alive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        client.close();
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
