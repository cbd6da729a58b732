package dev.millrace.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A shim in C++ over a library of the operating system, compiled for this processor where it has not been yet. It stays
 * loaded until the process ends. One thread at a time.
 */
@SuppressWarnings("restricted")
final class NativeLibrary {
    /** hnswlib, which is headers alone. */
    static final Source HNSWLIB = new Source("hnswlib", "hnswlib/hnswlib.h", "libhnswlib-dev g++", List.of());

    /** faiss, a static library. */
    static final Source FAISS = new Source(
            "faiss",
            "faiss/Index.h",
            "libfaiss-dev libopenblas-dev g++",
            List.of("-fopenmp", "-lfaiss", "-lblas", "-llapack"));

    private static final Path SYSTEM = Path.of("/usr");

    /** Names a folder with {@code include} and {@code lib} that stands before those of the operating system. */
    private static final String PREFIX = "millrace.bench.native";

    private final Message message;
    private final Build build;
    private final Open open;
    private final SetEffort effort;
    private final Search search;
    private final Close close;

    /** Says what went wrong last. */
    public interface Message {
        /** Returns a string of C. */
        MemorySegment message();
    }

    /** Builds an index and writes it. */
    public interface Build {
        /** Returns 0, or something else and there is a message. */
        int build(
                MemorySegment file, MemorySegment settings, MemorySegment items, int count, int dimension, int threads);
    }

    /** Opens an index. */
    public interface Open {
        /** Returns null and there is a message, or the index. */
        MemorySegment open(MemorySegment file, int dimension);
    }

    /** Sets how much is looked at. */
    public interface SetEffort {
        /** Sets it for all searches from now on. */
        void effort(MemorySegment index, int effort);
    }

    /** Searches. */
    public interface Search {
        /** Returns how many were found, or less than 0 and there is a message. */
        int search(
                MemorySegment index,
                MemorySegment query,
                int wanted,
                MemorySegment filter,
                int filterBytes,
                MemorySegment ordinals,
                MemorySegment scores);
    }

    /** Frees an index. */
    public interface Close {
        /** Frees it. */
        void close(MemorySegment index);
    }

    /**
     * What a shim is made of. Immutable.
     *
     * @param name of the library and of the shim's source, a resource
     * @param header that is there where the library is
     * @param packages of Debian that bring it
     * @param libraries options of the linker
     */
    record Source(String name, String header, String packages, List<String> libraries) {
        /** Returns why it cannot be compiled here, in one line, or null where it can. */
        @Nullable
        String missing() {
            boolean there = prefix().stream().anyMatch(folder -> Files.exists(folder.resolve("include/" + header)));
            return there && Files.isExecutable(Path.of("/usr/bin/g++"))
                    ? null
                    : name + ": not installed (Debian: apt-get install " + packages + ")";
        }
    }

    private NativeLibrary(String name) {
        message = NativeFunction.bind(Message.class, name + "_message");
        build = NativeFunction.bind(Build.class, name + "_build");
        open = NativeFunction.bind(Open.class, name + "_open");
        effort = NativeFunction.bind(SetEffort.class, name + "_effort");
        search = NativeFunction.bind(Search.class, name + "_search");
        close = NativeFunction.bind(Close.class, name + "_close");
    }

    private static List<Path> prefix() {
        String own = System.getProperty(PREFIX);
        return own == null ? List.of(SYSTEM) : List.of(Path.of(own), SYSTEM);
    }

    /** Compiles the shim into a folder, unless it is there, and loads it. */
    static NativeLibrary open(Source source, Path folder) throws IOException {
        String missing = source.missing();
        if (missing != null) {
            throw new IOException(missing);
        }
        String code = source.name() + ".cpp";
        try (InputStream in = NativeLibrary.class.getResourceAsStream(code)) {
            if (in == null) {
                throw new IOException(code + ": not among the resources");
            }
            byte[] text = in.readAllBytes();
            List<String> command = command();
            CRC32C sum = new CRC32C();
            sum.update(text);
            sum.update(command.toString().getBytes(StandardCharsets.UTF_8));
            String name = source.name() + "-" + HexFormat.of().toHexDigits((int) sum.getValue());
            Path library = folder.toAbsolutePath().resolve("lib" + name + ".so");
            if (!Files.exists(library)) {
                Files.createDirectories(folder);
                Path file = Files.write(folder.toAbsolutePath().resolve(name + ".cpp"), text);
                command.addAll(List.of("-o", library.toString(), file.toString()));
                command.addAll(source.libraries());
                run(source, command);
            }
            System.load(library.toString());
            return new NativeLibrary(source.name());
        }
    }

    private static List<String> command() {
        List<String> command =
                new ArrayList<>(List.of("g++", "-O3", "-march=native", "-std=c++17", "-pthread", "-shared", "-fPIC"));
        for (Path folder : prefix()) {
            if (!folder.equals(SYSTEM)) {
                command.addAll(List.of("-I" + folder.resolve("include"), "-L" + folder.resolve("lib")));
            }
        }
        return command;
    }

    private static void run(Source source, List<String> command) throws IOException {
        try {
            if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
                throw new IOException(
                        source.name() + ": does not compile (Debian: apt-get install " + source.packages() + ")");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(source.name() + ": interrupted while compiling", e);
        }
    }

    /** Builds an index with some threads and writes it into a file. */
    void build(Path file, String settings, MemorySegment items, int count, int dimension, int threads)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment to = arena.allocateFrom(file.toString());
            if (build.build(to, arena.allocateFrom(settings), items, count, dimension, threads) != 0) {
                throw new IOException(settings + ": " + message());
            }
        }
    }

    /** Opens an index, which the caller closes. */
    MemorySegment open(Path file, int dimension) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment index = open.open(arena.allocateFrom(file.toString()), dimension);
            if (index.equals(MemorySegment.NULL)) {
                throw new IOException(file + ": " + message());
            }
            return index;
        }
    }

    /** Sets how much is looked at. */
    void effort(MemorySegment index, int wanted) {
        effort.effort(index, wanted);
    }

    /** Searches; returns how many items were found. */
    int search(
            MemorySegment index,
            MemorySegment query,
            int wanted,
            MemorySegment filter,
            MemorySegment ordinals,
            MemorySegment scores) {
        int found = search.search(index, query, wanted, filter, (int) filter.byteSize(), ordinals, scores);
        if (found < 0) {
            throw new IllegalStateException("search: " + message());
        }
        return found;
    }

    /** Frees an index. */
    void close(MemorySegment index) {
        close.close(index);
    }

    private String message() {
        return message.message().reinterpret(1024).getString(0);
    }
}
