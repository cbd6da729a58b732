package dev.millrace.benchmarks.trial;

import java.nio.file.Path;
import java.util.List;

/**
 * How a server under test is started. Immutable.
 *
 * @param releases the folder of releases, or the release
 * @param log where its standard error goes; what it prints is read and thrown away
 * @param jvm options of its virtual machine, after those of this one
 * @param config HOCON, what differs from the defaults
 */
public record ServerOptions(Path releases, Path log, List<String> jvm, String config) {
    /** Copies the list. */
    public ServerOptions {
        jvm = List.copyOf(jvm);
    }
}
