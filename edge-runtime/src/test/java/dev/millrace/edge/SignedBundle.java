package dev.millrace.edge;

import dev.millrace.cascade.bundle.Bundle;
import dev.millrace.cascade.bundle.BundleFacts;
import dev.millrace.cascade.bundle.BundlePart;
import dev.millrace.cascade.bundle.BundleWriter;
import dev.millrace.cascade.bundle.SigningKey;
import dev.millrace.cascade.bundle.TrustedKeys;
import dev.millrace.cascade.feature.FineRankSignature;
import dev.millrace.cascade.feature.Standardization;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The parts of {@code first.edge}, some of them others, signed again. */
final class SignedBundle {
    /** Whom {@code first.edge} and {@code second.edge} are signed by. */
    static final TrustedKeys EXPORTER = TrustedKeys.parse("EultUYx298qxxJnIoR+v3u42b0wDoE//WHGZ4FcZII4=");

    private static final SigningKey KEY = SigningKey.parse("""
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
            -----END PRIVATE KEY-----
            """);
    static final TrustedKeys TRUSTED = TrustedKeys.of(KEY.publicKey());

    /** {@code Y = Relu(X)}, of no types: an ONNX model that no runtime loads. */
    private static final byte[] GRAPH = HexFormat.of().parseHex("080a3a0e0a0c0a0158120159220452656c75");

    private final BundleFacts facts;
    private final Map<String, byte[]> parts = new TreeMap<>();

    private SignedBundle(Bundle bundle) {
        facts = bundle.manifest().facts();
        for (BundlePart part : bundle.manifest().parts()) {
            parts.put(part.name(), bundle.bytes(part.name()));
        }
    }

    static SignedBundle first() {
        try {
            Path file = Path.of(Objects.requireNonNull(SignedBundle.class.getResource("first.edge"))
                    .toURI());
            return new SignedBundle(Bundle.open(file, EXPORTER));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    SignedBundle without(String part) {
        parts.remove(part);
        return this;
    }

    /** Adds a fine ranker whose graph does not load. */
    SignedBundle withFineRanker() {
        FineRankSignature signature = new FineRankSignature(
                facts.items(), 2, 10, List.of("rerank"), new Standardization(new float[1], new float[1], false));
        parts.put(BundledModel.FINE_SIGNATURE, signature.toJson().toString().getBytes(StandardCharsets.UTF_8));
        parts.put(BundledModel.FINE_GRAPH, GRAPH);
        return this;
    }

    Path write(Path file, long number) throws IOException {
        BundleWriter writer = new BundleWriter(new BundleFacts(
                number,
                facts.minimumRuntime(),
                facts.created(),
                facts.expires(),
                facts.release(),
                facts.items(),
                facts.dimension(),
                facts.info()));
        parts.forEach(writer::part);
        writer.write(file, KEY);
        return file;
    }
}
