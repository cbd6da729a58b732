package dev.millrace.server.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import dev.millrace.cascade.Cascade;
import dev.millrace.rerank.Engine;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads {@link ServerConfig} from HOCON over the defaults of {@code reference.conf}. A key that is not in
 * {@code reference.conf} is refused by name; {@code ${?NAME}} takes a value from the environment.
 */
public final class ConfigReader {
    private static final String ROOT = "millrace";
    private static final ConfigParseOptions STRICT =
            ConfigParseOptions.defaults().setAllowMissing(false);

    private ConfigReader() {}

    /** Returns the defaults. */
    public static ServerConfig defaults() {
        return read(ConfigFactory.empty());
    }

    /**
     * Reads a file.
     *
     * @throws ConfigException naming the file, and the key or line that does not fit
     */
    public static ServerConfig read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ConfigException(file + ": no such file (expected: a configuration file)");
        }
        try {
            return read(ConfigFactory.parseFile(file.toFile(), STRICT));
        } catch (com.typesafe.config.ConfigException | ConfigException e) {
            throw new ConfigException(file + ": " + e.getMessage(), e);
        }
    }

    /** Reads a text, as {@link #read(Path)} does a file. */
    public static ServerConfig parse(String hocon) {
        try {
            return read(ConfigFactory.parseReader(new StringReader(hocon), STRICT));
        } catch (com.typesafe.config.ConfigException e) {
            throw new ConfigException(String.valueOf(e.getMessage()), e);
        }
    }

    private static ServerConfig read(Config given) {
        Config reference = ConfigFactory.parseResources(ConfigReader.class.getClassLoader(), "reference.conf", STRICT);
        for (String key : given.root().keySet()) {
            if (!key.equals(ROOT)) {
                throw new ConfigException(key + ": unknown key (expected: " + ROOT + ")");
            }
        }
        refuseUnknown("", given.root(), reference.root());
        Config server = given.withFallback(reference).resolve().getConfig("millrace.server");
        try {
            return server(server);
        } catch (com.typesafe.config.ConfigException e) {
            throw new ConfigException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void refuseUnknown(String path, ConfigObject given, ConfigObject known) {
        for (Map.Entry<String, ConfigValue> entry : given.entrySet()) {
            String key = path + entry.getKey();
            ConfigValue other = known.get(entry.getKey());
            if (other == null) {
                throw new ConfigException(key + ": unknown key (expected: one of "
                        + String.join(", ", known.keySet().stream().sorted().toList()) + ")");
            }
            if (other instanceof ConfigObject section) {
                if (!(entry.getValue() instanceof ConfigObject values)) {
                    throw new ConfigException(key + ": " + entry.getValue().render() + " (expected: a section)");
                }
                refuseUnknown(key + ".", values, section);
            }
        }
    }

    private static ServerConfig server(Config config) {
        return new ServerConfig(
                http(config.getConfig("http")),
                workers(config.getConfig("workers")),
                limits(config.getConfig("limits")),
                requests(config.getConfig("requests")),
                events(config.getConfig("events")),
                widths(config.getConfig("widths")),
                config.getEnum(Engine.class, "reranker.engine"),
                new FineRankerConfig(config.getDouble("fineranker.history-share")),
                releases(config.getConfig("releases")),
                edge(config.getConfig("edge")));
    }

    private static HttpConfig http(Config config) {
        return new HttpConfig(
                config.getString("host"),
                config.getInt("port"),
                config.getEnum(HttpConfig.Transport.class, "transport"),
                config.getInt("event-loop-threads"),
                config.getInt("max-connections"),
                bytes(config, "max-request-line"),
                bytes(config, "max-header"),
                bytes(config, "max-body"),
                config.getDouble("body-share"),
                config.getDuration("idle-timeout"),
                config.getDuration("request-timeout"),
                config.getDuration("write-timeout"),
                config.getDuration("linger-timeout"),
                config.getDuration("shutdown-timeout"));
    }

    private static WorkerConfig workers(Config config) {
        String threads = config.getString("threads");
        return new WorkerConfig(
                threads.equals("processors") ? Runtime.getRuntime().availableProcessors() : config.getInt("threads"),
                config.getInt("niceness"),
                config.getInt("queue-capacity"),
                config.getDuration("target-wait"),
                config.getDuration("retry-after"),
                config.getDuration("rehearsal"));
    }

    private static LimitConfig limits(Config config) {
        return new LimitConfig(
                config.getInt("max-results"),
                config.getInt("max-history"),
                config.getInt("max-item-ids"),
                config.getInt("max-excluded"),
                config.getInt("max-events"),
                config.getInt("max-id-length"),
                config.getInt("max-filter-length"),
                config.getInt("max-context-entries"),
                config.getInt("max-context-length"));
    }

    private static RequestConfig requests(Config config) {
        return new RequestConfig(
                config.getInt("num-results"), config.getDuration("timeout"), config.getDuration("max-timeout"));
    }

    private static EventConfig events(Config config) {
        return new EventConfig(
                config.getInt("max-per-user"), config.getInt("max-total"), config.getInt("max-remembered-ids"));
    }

    private static Cascade.Widths widths(Config config) {
        try {
            return new Cascade.Widths(config.getInt("retrieve"), config.getInt("rerank"), config.getInt("fine"));
        } catch (IllegalArgumentException e) {
            throw new ConfigException("millrace.server.widths: " + e.getMessage(), e);
        }
    }

    private static ReleaseConfig releases(Config config) {
        return new ReleaseConfig(
                config.getDuration("watch-interval"),
                config.getInt("replayed"),
                config.getDouble("max-latency-ratio"),
                config.getDouble("min-agreement"),
                config.getString("admin-host"),
                config.getInt("admin-port"));
    }

    private static EdgeConfig edge(Config config) {
        return new EdgeConfig(
                config.getString("bundles"),
                config.getStringList("keys"),
                config.getInt("deltas"),
                config.getDuration("watch-interval"));
    }

    private static int bytes(Config config, String key) {
        return (int) Math.min(Integer.MAX_VALUE, config.getBytes(key));
    }
}
