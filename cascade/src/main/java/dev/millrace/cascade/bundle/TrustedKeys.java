package dev.millrace.cascade.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The public keys whose bundles are accepted. More than one while a key is being replaced. Immutable and thread-safe.
 */
public final class TrustedKeys {
    private final Map<String, BundleKey> keys = new TreeMap<>();

    private TrustedKeys(Collection<BundleKey> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("trusted keys: none (expected: at least one)");
        }
        for (BundleKey key : keys) {
            BundleKey other = this.keys.put(key.id(), key);
            if (other != null && !other.equals(key)) {
                throw new IllegalArgumentException("trusted keys: two with the id " + key.id());
            }
        }
    }

    /** Trusts the given keys. */
    public static TrustedKeys of(BundleKey... keys) {
        return new TrustedKeys(List.of(keys));
    }

    /** Trusts the given keys, each as {@link BundleKey#parse} reads it. */
    public static TrustedKeys parse(String... keys) {
        List<BundleKey> parsed = new ArrayList<>();
        for (String key : keys) {
            parsed.add(BundleKey.parse(key));
        }
        return new TrustedKeys(parsed);
    }

    /** Trusts the keys in the given files, one in each. */
    public static TrustedKeys read(Path... files) throws IOException {
        List<BundleKey> keys = new ArrayList<>();
        for (Path file : files) {
            try {
                keys.add(BundleKey.parse(new String(Files.readAllBytes(file), StandardCharsets.US_ASCII)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
            }
        }
        return new TrustedKeys(keys);
    }

    /** Returns the key of that id, if it is trusted. */
    public Optional<BundleKey> byId(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    @Override
    public String toString() {
        return String.join(", ", keys.keySet());
    }
}
