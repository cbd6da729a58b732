package dev.millrace.edge.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.edge.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShelfOptionsTest {
    @Test
    void everyOptionIsRead() {
        ShelfOptions options = ShelfOptions.parse(
                "--bundle", "a.edge", "--key", "a.pub", "--engine", "built-in", "--filter", "x:y", "--clicks", "0,3");
        assertThat(options.bundle()).isEqualTo(Path.of("a.edge"));
        assertThat(options.key()).isEqualTo(Path.of("a.pub"));
        assertThat(options.engine()).isEqualTo(Engine.BUILT_IN);
        assertThat(options.filter()).isEqualTo("x:y");
        assertThat(options.clicks()).containsExactly(0, 3);
        assertThat(options.store()).isNull();
        assertThat(options.picture()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--bundle a | --key: missing",
                "--key a | --bundle: missing",
                "--bundle | --bundle: (expected: a value after it)",
                "--bundle a --key b --colour red | --colour: unknown option",
                "--bundle a --key b --engine gpu | --engine: gpu (expected: auto, built-in or onnx)",
                "--bundle a --key b --clicks one | --clicks: 'one' (expected: positions such as 0,3,1)"
            })
    void aCommandLineThatIsNotUnderstoodIsRefusedWithThePart(String line, String message) {
        assertThatThrownBy(() -> ShelfOptions.parse(line.split(" ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void aSavedAnswerGivesTheServersOrder(@TempDir Path folder) throws IOException {
        Path file =
                Files.writeString(folder.resolve("answer.json"), "{\"items\":[{\"itemId\":\"b\"},{\"itemId\":\"a\"}]}");
        assertThat(ServerList.saved(file)).containsExactly("b", "a");
        Files.writeString(file, "{\"items\":[{}]}");
        assertThatThrownBy(() -> ServerList.saved(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("itemId")
                .hasMessageContaining(file.toString());
    }
}
