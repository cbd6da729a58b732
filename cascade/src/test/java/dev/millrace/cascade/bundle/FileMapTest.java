package dev.millrace.cascade.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileMapTest {
    @TempDir
    private Path folder;

    @Test
    void bothWaysOfMappingShowTheSameBytesAfterTheFileIsClosed() throws Exception {
        byte[] bytes = new byte[100_000];
        new Random(1).nextBytes(bytes);
        Path file = Files.write(folder.resolve("bytes"), bytes);
        Path classes = Path.of(FileMap.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path newer = classes.resolve("META-INF/versions/22");

        ByteBuffer expected;
        ByteBuffer mapped;
        URL[] roots = {newer.toUri().toURL(), classes.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(roots, ClassLoader.getPlatformClassLoader());
                FileChannel channel = FileChannel.open(file)) {
            Class<?> type = loader.loadClass(FileMap.class.getName());
            assertThat(type.getProtectionDomain().getCodeSource().getLocation()).isEqualTo(roots[0]);
            Method of = type.getDeclaredMethod("of", FileChannel.class, long.class);
            of.setAccessible(true);
            mapped = (ByteBuffer) of.invoke(null, channel, (long) bytes.length - 1);
            expected = FileMap.of(channel, bytes.length - 1L);
        }

        assertThat(mapped).isEqualTo(expected).isEqualTo(ByteBuffer.wrap(bytes, 0, bytes.length - 1));
        assertThat(mapped.isDirect()).isTrue();
        assertThat(mapped.order()).isEqualTo(expected.order());
        assertThatThrownBy(() -> mapped.put(0, (byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
    }
}
