package dev.millrace.training.edge;

import java.util.Random;

/**
 * Texts that are hard to split into words. None ends with half a character: of such a text the server's splitter drops
 * the words it has not handed out yet.
 */
final class NastyTexts {
    private static final String[] PARTS = {
        "a",
        "Z",
        "\u00e9",
        "\u00df",
        "\u0130",
        "\u01c5",
        "\uac00",
        "\u1100",
        "\u3042",
        "\u4e00",
        "\ud840\udc00",
        "\u30a2",
        "\uff76",
        "\u309b",
        "\u0e01",
        "\u0e31",
        "\u1000",
        "\u05d0",
        "\u05f3",
        "1",
        "9",
        "\u0661",
        "\ud835\udfce",
        "'",
        "\"",
        ".",
        ",",
        ":",
        ";",
        "_",
        "\u203f",
        "-",
        "/",
        "#",
        "*",
        " ",
        "\u00b7",
        "\u2019",
        "\u0301",
        "\u00ad",
        "\u200b",
        "\u200d",
        "\ufe0e",
        "\ufe0f",
        "\u20e3",
        "\u2764",
        "\u00a9",
        "\u2139",
        "\u24c2",
        "\ud83d\ude00",
        "\ud83d\udc68",
        "\ud83c\udffb",
        "\ud83c\udde9",
        "\ud83c\uddea",
        "\ud83c\udff4",
        "\udb40\udc67",
        "\ud83c\udd70",
        "\ud800",
        "\udc00",
        "\ud83d",
        "\n",
        "\u2028",
        "\u3000",
        "1,000.5",
        "don't",
        "l'\u00e9t\u00e9",
        "C++",
        "x_1",
        "a.b",
        "wi-fi",
        "\ud835\udc9c",
        "\ud801\udc00"
    };

    private NastyTexts() {}

    static String of(Random random, int parts) {
        StringBuilder text = new StringBuilder();
        int kinds = random.nextInt(3) == 0 ? PARTS.length : 2 + random.nextInt(6);
        int first = random.nextInt(PARTS.length);
        for (int i = 0; i < parts; i++) {
            text.append(PARTS[(first + random.nextInt(kinds) * 7) % PARTS.length]);
        }
        boolean half = text.length() > 0 && Character.isHighSurrogate(text.charAt(text.length() - 1));
        return half ? text.append('.').toString() : text.toString();
    }
}
