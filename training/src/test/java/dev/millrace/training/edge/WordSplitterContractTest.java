package dev.millrace.training.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.edge.filter.WordSplitter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the device's words against those of the server's index. */
final class WordSplitterContractTest {
    private static final StandardAnalyzer SERVER = new StandardAnalyzer();
    private static final WordSplitter DEVICE = new WordSplitter();

    private static List<String> server(String text) throws IOException {
        List<String> words = new ArrayList<>();
        try (TokenStream stream = SERVER.tokenStream("", text)) {
            CharTermAttribute word = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                words.add(word.toString());
            }
            stream.end();
        }
        return words;
    }

    private static void assertSame(String text, String what) throws IOException {
        List<String> expected = server(text);
        List<String> words = DEVICE.words(text);
        if (!words.equals(expected)) {
            assertThat(words).as("%s: %s", what, escaped(text)).isEqualTo(expected);
        }
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> escaped.append(c > 32 && c < 127 ? "" + (char) c : "\\u%04x".formatted(c)));
        return escaped.toString();
    }

    @Test
    void everyCharacterStandsInAWordAsItDoesInTheServersIndex() throws IOException {
        String[] contexts = {"", "a", "1", "\u05d0", "\u30a2", "_", "\u2764", "\u4e00", "\u0e01", "#", "\u00e9\u0301"};
        for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
            String one = Character.toString(character);
            StringBuilder text = new StringBuilder();
            for (String before : contexts) {
                text.append(before)
                        .append(one)
                        .append(before)
                        .append(one)
                        .append(one)
                        .append(" . ");
                text.append(one).append(before).append("a 1");
            }
            text.append("\u2764\u200d").append(one).append(" 1").append(one).append("1");
            assertSame(text.toString(), "U+%04X".formatted(character));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void randomTextsOfEveryKindOfCharacterHaveTheSameWords(long seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            assertSame(NastyTexts.of(random, 1 + random.nextInt(14)), "seed " + seed + ", text " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void wordsThatAreTooLongAreCutAlike(long seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            StringBuilder text = new StringBuilder();
            while (text.length() < 1_200) {
                text.append(
                        random.nextInt(20) == 0
                                ? NastyTexts.of(random, 3)
                                : NastyTexts.of(random, 1).repeat(1 + random.nextInt(400)));
            }
            assertSame(text.append(' ').toString(), "seed " + seed + ", text " + i);
        }
    }
}
