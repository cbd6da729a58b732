package dev.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.io.TempDir;

/** What an app without ONNX Runtime has: the classes of the recommender alone. */
final class WithoutOnnxRuntimeTest {
    /** What there is and a little; more than the 200 kB that were aimed at, see docs/edge.md. */
    private static final int MOST_BYTES = 498_000;

    /** Runs in a class loader that has no ONNX Runtime; called by reflection. */
    public static final class Probe {
        private Probe() {}

        /** Opens a bundle with an engine and asks for a list; returns what came of it. */
        public static String open(String bundle, String engine) {
            EdgeOptions options = EdgeOptions.DEFAULT.withEngine(Engine.valueOf(engine));
            try (EdgeRecommender shop = EdgeRecommender.open(Path.of(bundle), SignedBundle.TRUSTED, options)) {
                shop.observe(Event.view("i9"));
                return shop.recommend(Request.items(20).build()).size() + " by "
                        + shop.bundle().engine();
            } catch (IllegalStateException e) {
                return String.valueOf(e.getMessage());
            }
        }
    }

    @TempDir
    private Path folder;

    private static List<URL> withoutOnnxRuntime() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(System.getProperty("path.separator"), -1)) {
            if (!entry.contains("onnxruntime")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return urls;
    }

    private static String opened(Path bundle, Engine engine) throws Exception {
        try (URLClassLoader loader =
                new URLClassLoader(withoutOnnxRuntime().toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            Class<?> probe = loader.loadClass(Probe.class.getName());
            assertThat(probe).isNotSameAs(Probe.class);
            return (String)
                    probe.getMethod("open", String.class, String.class).invoke(null, bundle.toString(), engine.name());
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        }
    }

    @Test
    void aListNeedsNoneOfItsClasses() throws Exception {
        Path bundle = SignedBundle.first().withFineRanker().write(folder.resolve("shop.edge"), 1);
        assertThat(opened(bundle, Engine.AUTO)).isEqualTo("20 by built-in, none");
        assertThat(opened(bundle, Engine.BUILT_IN)).isEqualTo("20 by built-in, none");
    }

    @Test
    void openingSaysWhereItIsNeeded() throws Exception {
        Path both = SignedBundle.first().write(folder.resolve("both.edge"), 1);
        Path graph = SignedBundle.first().without("rerank/model.mlp").write(folder.resolve("graph.edge"), 1);
        assertThat(opened(both, Engine.ONNX)).startsWith("engine ONNX: ONNX Runtime cannot be loaded: ");
        assertThat(opened(graph, Engine.AUTO)).startsWith("engine AUTO: ONNX Runtime cannot be loaded: ");
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
