package dev.millrace.cascade.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class FileWriteExceptionTest {
    private static String message(IOException cause) {
        return String.valueOf(new FileWriteException(Path.of("events.csv"), cause).getMessage());
    }

    @Test
    void theFileIsNamedOnceAndTheReasonSaidInWords() {
        assertThat(message(new IOException("No space left on device")))
                .isEqualTo("events.csv: cannot be written: No space left on device");
        assertThat(message(new FileSystemException("/shop/.tmp-events.csv", null, "Read-only file system")))
                .isEqualTo("events.csv: cannot be written: Read-only file system");
        assertThat(message(new AccessDeniedException("/shop/.tmp-events.csv")))
                .isEqualTo("events.csv: cannot be written: access denied");
        assertThat(message(new NoSuchFileException("/shop/.tmp-events.csv")))
                .isEqualTo("events.csv: cannot be written: no such folder");
        assertThat(message(new IOException())).isEqualTo("events.csv: cannot be written: java.io.IOException");
    }
}
