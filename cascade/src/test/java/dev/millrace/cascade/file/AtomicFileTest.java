package dev.millrace.cascade.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFileTest {
    private static final byte[] OLD = {1};
    private static final byte[] NEW = {2, 3};

    @TempDir
    private Path folder;

    @Test
    void anInterruptedThreadWritesReplacesAndDeletes() throws IOException {
        Path file = folder.resolve("file");
        Thread.currentThread().interrupt();
        AtomicFile.write(file, OLD, NEW);
        assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
        AtomicFile.replace(Files.write(folder.resolve("next"), NEW), file);
        assertThat(file).hasBinaryContent(NEW);
        AtomicFile.delete(file);
        assertThat(Thread.interrupted()).as("still interrupted").isTrue();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatCannotBeRenamedIsNotLeftBehind() throws IOException {
        Path file = folder.resolve("file");
        Files.createDirectories(file.resolve("full"));
        assertThatThrownBy(() -> AtomicFile.write(file, NEW))
                .isInstanceOf(FileWriteException.class)
                .hasMessageStartingWith(file + ": cannot be written: ");
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsSaidOfTheFileAndLeavesTheOldOne() throws IOException {
        Path file = Files.write(folder.resolve("file"), OLD);
        Files.createSymbolicLink(folder.resolve(".file.tmp"), Path.of("/dev/full"));
        assertThatThrownBy(() -> AtomicFile.write(file, NEW))
                .isInstanceOf(FileWriteException.class)
                .hasMessage(file + ": cannot be written: No space left on device");
        assertThat(file).hasBinaryContent(OLD);
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void whatCannotReplaceAFileIsSaidOfTheFile() throws IOException {
        Path file = folder.resolve("file");
        Path next = Files.write(folder.resolve("next"), NEW);
        Files.createDirectories(file.resolve("full"));
        assertThatThrownBy(() -> AtomicFile.replace(next, file))
                .isInstanceOf(FileWriteException.class)
                .hasMessageStartingWith(file + ": cannot be written: ");
    }

    @Test
    void deletingTakesAnUnfinishedWriteAlong() throws IOException {
        Path file = Files.write(folder.resolve("file"), OLD);
        Files.write(folder.resolve(".file.tmp"), NEW);
        AtomicFile.delete(file);
        assertThat(folder).isEmptyDirectory();
    }
}
