package dev.millrace.cascade.bundle;

import dev.millrace.cascade.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;

/** Small bundles for tests. */
final class Bundles {
    static final SigningKey KEY = SigningKey.of("a key that nobody else would use".getBytes(StandardCharsets.US_ASCII));
    static final SigningKey OTHER_KEY =
            SigningKey.of("another key nobody else would us".getBytes(StandardCharsets.US_ASCII));
    static final TrustedKeys TRUSTED = TrustedKeys.of(KEY.publicKey());
    static final Instant CREATED = Instant.parse("2026-11-24T08:00:00Z");

    /** {@code Y = Relu(X)}: a graph with one node. */
    static final byte[] MODEL = HexFormat.of().parseHex("080a3a0e0a0c0a0158120159220452656c75");

    private Bundles() {}

    static BundleFacts facts(long number) {
        return new BundleFacts(
                number,
                1,
                CREATED,
                CREATED.plusSeconds(86_400),
                "shop-1",
                3,
                2,
                new JsonObject().put("ndcgLoss", 0.25));
    }

    static BundleWriter small(long number) {
        return new BundleWriter(facts(number))
                .json("schema.json", new JsonObject().put("format", 1))
                .part("items/ids.bin", random(number, 300))
                .part("vectors/items.bin", random(7, 500))
                .part("empty.bin", new byte[0])
                .part("rerank/model.onnx", MODEL);
    }

    static byte[] random(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
