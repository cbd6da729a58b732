package dev.millrace.server;

import dev.millrace.server.config.ConfigReader;
import dev.millrace.server.config.ServerConfig;
import dev.millrace.server.metrics.ServerMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code millrace serve}: answers requests from a release until it is told to stop. Used once. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Serves a release over HTTP until it is stopped (Ctrl-C, SIGTERM).")
public final class ServeCommand implements Callable<Integer> {
    @Option(
            names = "--release",
            required = true,
            paramLabel = "DIR",
            description = "A release, or a folder of releases, whose live one is served.")
    private Path release = Path.of("releases");

    @Option(names = "--port", paramLabel = "N", description = "The port to listen on; 0 takes a free one.")
    private @Nullable Integer port;

    @Option(
            names = "--admin-port",
            paramLabel = "N",
            description = "The port on this machine that changes the live release; 0 takes a free one.")
    private @Nullable Integer adminPort;

    @Option(names = "--host", paramLabel = "H", description = "The name or address to listen on.")
    private @Nullable String host;

    @Option(names = "--config", paramLabel = "FILE", description = "HOCON; the keys are in docs/operations.md.")
    private @Nullable Path config;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ServerConfig server = config();
        CountDownLatch stopping = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        try (ServerMetrics metrics = new ServerMetrics();
                ReleaseServer running = ReleaseServer.start(release, server, metrics)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stopping, stopped), "millrace-stop"));
            say("millrace: admin port " + running.http().adminPort());
            say("millrace: serving release " + running.version() + " at "
                    + running.http().url());
            stopping.await();
        } finally {
            stopped.countDown();
        }
        return 0;
    }

    /**
     * Has the main thread close everything and waits for it. A stop that was asked for is a success: the process ends
     * with 0, not with the number of the signal.
     */
    private static void stop(CountDownLatch stopping, CountDownLatch stopped) {
        stopping.countDown();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(0);
    }

    private ServerConfig config() {
        ServerConfig read = config == null ? ConfigReader.defaults() : ConfigReader.read(config);
        if (port != null && (port < 0 || port > 65_535)) {
            throw usage("--port: " + port + " (expected: 0 to 65535)");
        }
        if (adminPort != null && (adminPort < 0 || adminPort > 65_535)) {
            throw usage("--admin-port: " + adminPort + " (expected: 0 to 65535)");
        }
        return read.withReleases(
                        read.releases().withAdminAddress(read.releases().adminHost(), adminPort(read)))
                .withHttp(read.http()
                        .withAddress(
                                host == null ? read.http().host() : host,
                                port == null ? read.http().port() : port));
    }

    /** The configured one, or where only --port is given the one after it. */
    private int adminPort(ServerConfig read) {
        if (adminPort != null) {
            return adminPort;
        }
        return port == null ? read.releases().adminPort() : port == 0 || port == 65_535 ? 0 : port + 1;
    }

    private ParameterException usage(String message) {
        if (spec == null) {
            throw new IllegalStateException("not run by a command line");
        }
        return new ParameterException(spec.commandLine(), message);
    }

    private void say(String line) {
        if (spec != null) {
            spec.commandLine().getOut().println(line);
            spec.commandLine().getOut().flush();
        }
    }
}
