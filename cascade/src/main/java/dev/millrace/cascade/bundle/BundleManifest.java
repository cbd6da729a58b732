package dev.millrace.cascade.bundle;

import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.json.JsonReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The signed table of contents of a bundle. Immutable.
 *
 * <p>What is signed is its bytes as they stand in the file: JSON in UTF-8, members in the order of {@link #toBytes}.
 *
 * @param keyId the id of the key that signed it
 * @param facts what the bundle says of itself
 * @param parts in the order of the file, which is that of their names
 */
public record BundleManifest(String keyId, BundleFacts facts, List<BundlePart> parts) {
    static final int MAX_PARTS = 256;
    static final int ALIGNMENT = 64;

    private static final int MAX_NAME = 100;
    private static final int HASH_DIGITS = 64;
    /** The form of a time before its fraction; zeros are digits. */
    private static final String SECONDS = "0000-00-00T00:00:00";

    /** From the first of March of the year 0. */
    private static final int DAYS_TO_1970 = 719_468;

    private static final int NANO_DIGITS = 9;

    /** Copies the list and holds every limit; an {@link IllegalArgumentException} says what is wrong. */
    public BundleManifest {
        parts = List.copyOf(parts);
        if (parts.isEmpty() || parts.size() > MAX_PARTS) {
            throw new IllegalArgumentException("parts: " + parts.size() + " (expected: 1 to " + MAX_PARTS + ")");
        }
        String previous = "";
        long offset = 0;
        for (BundlePart part : parts) {
            checkName(part.name());
            if (part.name().compareTo(previous) <= 0) {
                throw new IllegalArgumentException("part " + part.name() + ": stands after '" + previous
                        + "' (expected: names in order, each once)");
            }
            if (part.offset() != offset) {
                throw new IllegalArgumentException(
                        "part " + part.name() + ": offset " + part.offset() + " (expected: " + offset + ")");
            }
            if (part.bytes() < 0 || part.bytes() > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "part " + part.name() + ": " + part.bytes() + " bytes (expected: 0 to 2^31 - 1)");
            }
            if (!isHash(part.sha256())) {
                throw new IllegalArgumentException("part " + part.name() + ": sha256 '" + part.sha256() + "'");
            }
            previous = part.name();
            offset = aligned(offset + part.bytes());
        }
    }

    /**
     * Reads the manifest of a bundle and verifies that a trusted key signed it, but none of the parts.
     *
     * @throws BadBundleException when the file has no such head
     * @throws IOException when it cannot be read
     */
    public static BundleManifest read(Path file, TrustedKeys keys) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < BundleHead.FIXED_BYTES) {
                throw new BadBundleException(file, "is no edge bundle: " + size + " bytes");
            }
            return BundleHead.read(file, BundleHead.of(channel, size), keys);
        }
    }

    static void checkName(String name) {
        if (name.length() > MAX_NAME || !isName(name)) {
            throw new IllegalArgumentException(
                    "part: '" + name + "' (expected: lower-case letters, digits, '.', '_', '-', joined by '/')");
        }
        if (name.endsWith(".ort")) {
            throw new IllegalArgumentException("part " + name + ": (expected: no model whose operators nobody checks)");
        }
    }

    private static boolean isHash(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isDigit(c) && !(c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return text.length() == HASH_DIGITS;
    }

    /** Names begin with a letter or a digit, as does what follows a slash. */
    private static boolean isName(String text) {
        boolean begins = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean sign = c == '.' || c == '_' || c == '-' || c == '/';
            if (!isDigit(c) && !(c >= 'a' && c <= 'z') && (begins || !sign)) {
                return false;
            }
            begins = c == '/';
        }
        return !begins;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Reads a time in the usual form without the library's formats, which take longer to load than all the rest. */
    static Instant instant(String text) {
        int end = text.length() - 1;
        int digits = Math.max(0, end - SECONDS.length() - 1);
        if (end < SECONDS.length() || text.charAt(end) != 'Z' || digits > NANO_DIGITS || end == SECONDS.length() + 1) {
            return Instant.parse(text);
        }
        for (int i = 0; i < end; i++) {
            char form = i < SECONDS.length() ? SECONDS.charAt(i) : i == SECONDS.length() ? '.' : '0';
            char c = text.charAt(i);
            if (form == '0' ? !isDigit(c) : c != form) {
                return Instant.parse(text);
            }
        }
        int nanos = 0;
        for (int i = 0; i < NANO_DIGITS; i++) {
            nanos = 10 * nanos + (i < digits ? text.charAt(SECONDS.length() + 1 + i) - '0' : 0);
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        if (month < 1 || month > 12 || day < 1 || day > days(year, month) || hour > 23 || minute > 59 || second > 59) {
            return Instant.parse(text);
        }
        return Instant.ofEpochSecond(((epochDay(year, month, day) * 24 + hour) * 60 + minute) * 60 + second, nanos);
    }

    private static int days(int year, int month) {
        if (month == 2) {
            return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
        }
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }

    /** Returns the days since 1970; years are counted from March, so that a leap day is the last of one. */
    private static long epochDay(int year, int month, int day) {
        int marches = month > 2 ? year : year - 1;
        int months = month > 2 ? month - 3 : month + 9;
        int leapDays = Math.floorDiv(marches, 4) - Math.floorDiv(marches, 100) + Math.floorDiv(marches, 400);
        return 365L * marches + leapDays + (153 * months + 2) / 5 + day - 1 - DAYS_TO_1970;
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text.substring(from, to));
    }

    /** Returns the bytes from the first part's first to the last part's last. */
    long partsBytes() {
        BundlePart last = parts.get(parts.size() - 1);
        return last.offset() + last.bytes();
    }

    static long aligned(long offset) {
        return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    byte[] toBytes() {
        List<Object> list = new ArrayList<>();
        for (BundlePart part : parts) {
            list.add(new JsonObject()
                    .put("name", part.name())
                    .put("offset", part.offset())
                    .put("bytes", part.bytes())
                    .put("sha256", part.sha256()));
        }
        return new JsonObject()
                .put("format", Bundle.FORMAT)
                .put("minimumRuntime", facts.minimumRuntime())
                .put("keyId", keyId)
                .put("number", facts.number())
                .put("created", facts.created().toString())
                .put("expires", facts.expires().toString())
                .put("release", facts.release())
                .put("items", facts.items())
                .put("dimension", facts.dimension())
                .put("parts", list)
                .put("info", facts.info())
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Decodes UTF-8; throws {@link IllegalArgumentException} when it is something else. */
    static String text(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("is not UTF-8", e);
        }
    }

    /** Reads what {@link #toBytes} wrote; a {@link RuntimeException} of some kind says what is wrong. */
    static BundleManifest fromBytes(byte[] bytes) {
        JsonObject json = JsonReader.parse(text(bytes));
        if (json.int32("format") != Bundle.FORMAT) {
            throw new IllegalArgumentException(
                    "format: " + json.int32("format") + " (expected: " + Bundle.FORMAT + ")");
        }
        int runtime = json.int32("minimumRuntime");
        if (runtime > Bundle.RUNTIME) {
            throw new IllegalArgumentException("minimumRuntime: " + runtime + " (this runtime is " + Bundle.RUNTIME
                    + "; expected: an app with a newer one)");
        }
        List<BundlePart> parts = new ArrayList<>();
        for (JsonObject part : json.objects("parts")) {
            parts.add(new BundlePart(
                    part.string("name"), part.integer("offset"), part.integer("bytes"), part.string("sha256")));
        }
        return new BundleManifest(
                json.string("keyId"),
                new BundleFacts(
                        json.integer("number"),
                        runtime,
                        instant(json.string("created")),
                        instant(json.string("expires")),
                        json.string("release"),
                        json.int32("items"),
                        json.int32("dimension"),
                        json.object("info")),
                parts);
    }
}
