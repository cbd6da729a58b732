package dev.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tests of this module on Java 17, which apps have. A JDK 17 is looked for in {@code JAVA17_HOME}, where Linux and
 * macOS keep theirs, and where sdkman and IDEs do.
 */
final class Java17Test {
    private static final Pattern PASSED = Pattern.compile("Java 17: ([0-9]+) passed, 0 failed");

    @TempDir
    private Path folder;

    private static Optional<Path> java17() throws IOException {
        List<Path> homes = new ArrayList<>();
        String named = System.getenv("JAVA17_HOME");
        if (named != null) {
            homes.add(Path.of(named));
        }
        String user = System.getProperty("user.home");
        for (Path parent : List.of(
                Path.of("/usr/lib/jvm"),
                Path.of("/Library/Java/JavaVirtualMachines"),
                Path.of(user, ".sdkman/candidates/java"),
                Path.of(user, ".jdks"))) {
            if (Files.isDirectory(parent)) {
                try (Stream<Path> children = Files.list(parent)) {
                    children.sorted().forEach(child -> {
                        homes.add(child);
                        homes.add(child.resolve("Contents/Home"));
                    });
                }
            }
        }
        for (Path home : homes) {
            Path release = home.resolve("release");
            if (Files.isExecutable(home.resolve("bin/java"))
                    && Files.isReadable(release)
                    && Files.readString(release).contains("JAVA_VERSION=\"17")) {
                return Optional.of(home.resolve("bin/java"));
            }
        }
        return Optional.empty();
    }

    @Test
    void everyTestOfThisModulePassesOnJava17Too() throws Exception {
        Optional<Path> java = java17();
        assumeTrue(java.isPresent(), "no JDK 17 is here (JAVA17_HOME names one)");
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        java.get().toString(),
                        "-Xmx512m",
                        "-Dmillrace.kills=5",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Java17Suite.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ends").isTrue();
        String said = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(said).isZero();
        Matcher passed = PASSED.matcher(said);
        assertThat(passed.find()).as(said).isTrue();
        assertThat(Integer.parseInt(passed.group(1))).as("tests that passed").isGreaterThan(60);
    }
}
