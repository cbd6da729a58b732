package dev.millrace.datasets.download;

import java.net.URI;
import java.util.Optional;

/**
 * A file to fetch. Immutable.
 *
 * @param address where it is, http or https
 * @param name its name here, without folders; {@code .zip} is unpacked
 * @param bytes its size, or -1 where that is not known
 * @param sha256 its SHA-256 in lower-case hexadecimal, or nothing where the source changes it
 */
public record RemoteFile(URI address, String name, long bytes, Optional<String> sha256) {
    /** Checks that the name is no path. */
    public RemoteFile {
        if (name.isEmpty() || name.contains("/") || name.contains("\\") || name.startsWith(".")) {
            throw new IllegalArgumentException("file name: '" + name + "' (expected: a plain name)");
        }
    }
}
