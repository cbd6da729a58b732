package dev.millrace.benchmarks.device;

import dev.millrace.cascade.Cascade;
import dev.millrace.edge.EdgeRecommender;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Packs the classes of an app into jars, which is what a virtual machine's caches of classes want. Stateless. */
public final class AppJar {
    /** Classes for newer virtual machines are among the others, as in the jars that Maven packs. */
    private static final String MANIFEST = "Manifest-Version: 1.0\r\nMulti-Release: true\r\n\r\n";

    private AppJar() {}

    /**
     * Writes the jars of {@link SmallestApp} and of the two modules it needs.
     *
     * @param onnxRuntime whether that goes with them
     * @return the class path
     */
    public static String classPath(Path folder, boolean onnxRuntime) throws IOException {
        List<String> entries = new ArrayList<>();
        for (Class<?> one : List.of(SmallestApp.class, EdgeRecommender.class, Cascade.class)) {
            Path classes = source(one);
            entries.add((Files.isDirectory(classes) ? packed(classes, one, folder) : classes).toString());
        }
        if (onnxRuntime) {
            entries.add(source(ai.onnxruntime.OrtEnvironment.class).toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    private static Path source(Class<?> one) {
        return Path.of(URI.create(
                one.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    private static Path packed(Path classes, Class<?> one, Path folder) throws IOException {
        Path jar = folder.resolve(one.getSimpleName() + ".jar");
        Path wanted = one == SmallestApp.class ? Path.of(one.getPackageName().replace('.', '/')) : Path.of("");
        try (FileSystem zip = FileSystems.newFileSystem(jar, Map.of("create", "true"));
                Stream<Path> files = Files.walk(classes.resolve(wanted))) {
            Path manifest = zip.getPath("META-INF", "MANIFEST.MF");
            Files.createDirectories(manifest.getParent());
            Files.writeString(manifest, MANIFEST);
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                Path into = zip.getPath("/").resolve(classes.relativize(file).toString());
                Files.createDirectories(into.getParent());
                Files.copy(file, into);
            }
        }
        return jar;
    }
}
