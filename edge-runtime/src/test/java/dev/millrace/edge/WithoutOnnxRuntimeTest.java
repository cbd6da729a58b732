package dev.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.Ranker;
import dev.millrace.cascade.feature.FineRankSignature;
import dev.millrace.cascade.feature.Standardization;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an app without ONNX Runtime has: the classes of the recommender alone. */
final class WithoutOnnxRuntimeTest {
    /** What there is and a little; more than the 200 kB that were aimed at, see docs/edge.md. */
    private static final int MOST_BYTES = 481_000;

    /** Runs in a class loader that has no ONNX Runtime; called by reflection. */
    public static final class Probe {
        private Probe() {}

        /** Asks for a list with the built-in engine, then for ONNX Runtime, and says what came of it. */
        public static String run() {
            try (EdgeRecommender shop = new EdgeRecommender(
                    DeviceShop.model(1, Ranker.NONE),
                    dev.millrace.cascade.bundle.TrustedKeys.of(
                            dev.millrace.cascade.bundle.SigningKey.generate().publicKey()),
                    EdgeOptions.DEFAULT,
                    dev.millrace.edge.store.EventStore.inMemory(dev.millrace.edge.store.StoreLimits.DEFAULT))) {
                shop.observe(Event.view("i9"));
                return shop.recommend(Request.items(20).build()).size() + ", "
                        + fineRanker(Engine.AUTO).equals(Ranker.NONE) + ", " + refusal();
            }
        }

        private static Ranker fineRanker(Engine engine) {
            return BundledModel.fineRanker(
                    new byte[0],
                    new FineRankSignature(
                            1, 1, 1, List.of("rerank"), new Standardization(new float[1], new float[1], false)),
                    1,
                    List.of(),
                    engine);
        }

        private static String refusal() {
            try {
                fineRanker(Engine.ONNX);
                return "none";
            } catch (IllegalStateException e) {
                return String.valueOf(e.getMessage());
            }
        }
    }

    private static List<URL> withoutOnnxRuntime() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(System.getProperty("path.separator"), -1)) {
            if (!entry.contains("onnxruntime")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return urls;
    }

    @Test
    void aListNeedsNoneOfItsClasses() throws Exception {
        try (URLClassLoader loader =
                new URLClassLoader(withoutOnnxRuntime().toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            Class<?> probe = loader.loadClass(Probe.class.getName());
            assertThat(probe).isNotSameAs(Probe.class);
            assertThat(probe.getMethod("run").invoke(null))
                    .asString()
                    .startsWith("20, true, engine ONNX: ONNX Runtime cannot be loaded: ");
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        }
    }

    @Test
    void theClassesOfCascadeAndEdgeRuntimeTogetherStaySmall() throws IOException {
        long bytes = 0;
        for (Class<?> one : List.of(EdgeRecommender.class, dev.millrace.cascade.Cascade.class)) {
            Path classes = Path.of(
                    one.getProtectionDomain().getCodeSource().getLocation().getPath());
            bytes += packed(classes);
        }
        assertThat(bytes).as("bytes of both jars").isBetween(50_000L, (long) MOST_BYTES);
    }

    /** Returns the bytes of a jar, or of the jar a folder of classes would make. */
    private static long packed(Path classes) throws IOException {
        if (!Files.isDirectory(classes)) {
            return Files.size(classes);
        }
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        try (java.util.jar.JarOutputStream jar = new java.util.jar.JarOutputStream(bytes);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                jar.putNextEntry(
                        new java.util.zip.ZipEntry(classes.relativize(file).toString()));
                jar.write(Files.readAllBytes(file));
            }
        }
        return bytes.size();
    }
}
