package dev.millrace.benchmarks;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
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

    private final MethodHandle message;
    private final MethodHandle build;
    private final MethodHandle open;
    private final MethodHandle effort;
    private final MethodHandle search;
    private final MethodHandle close;

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

    private NativeLibrary(Path file) {
        SymbolLookup symbols = SymbolLookup.libraryLookup(file, Arena.global());
        message = handle(symbols, "peer_message", FunctionDescriptor.of(ADDRESS));
        build = handle(symbols, "peer_build", of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT));
        open = handle(symbols, "peer_open", of(ADDRESS, ADDRESS, JAVA_INT));
        effort = handle(symbols, "peer_effort", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT));
        search = handle(
                symbols, "peer_search", of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS));
        close = handle(symbols, "peer_close", FunctionDescriptor.ofVoid(ADDRESS));
    }

    private static FunctionDescriptor of(MemoryLayout result, MemoryLayout... arguments) {
        return FunctionDescriptor.of(result, arguments);
    }

    private static MethodHandle handle(SymbolLookup symbols, String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(symbols.find(name).orElseThrow(), type);
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
            return new NativeLibrary(library);
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
            int failed = (int) build.invokeExact(
                    arena.allocateFrom(file.toString()),
                    arena.allocateFrom(settings),
                    items,
                    count,
                    dimension,
                    threads);
            if (failed != 0) {
                throw new IOException(settings + ": " + message());
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Opens an index, which the caller closes. */
    MemorySegment open(Path file, int dimension) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = (MemorySegment) open.invokeExact(arena.allocateFrom(file.toString()), dimension);
            if (handle.equals(MemorySegment.NULL)) {
                throw new IOException(file + ": " + message());
            }
            return handle;
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sets how much is looked at. */
    void effort(MemorySegment handle, int wanted) {
        try {
            effort.invokeExact(handle, wanted);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Searches; returns how many items were found. */
    int search(
            MemorySegment handle,
            MemorySegment query,
            int wanted,
            MemorySegment filter,
            MemorySegment ordinals,
            MemorySegment scores) {
        try {
            int found =
                    (int) search.invokeExact(handle, query, wanted, filter, (int) filter.byteSize(), ordinals, scores);
            if (found < 0) {
                throw new IllegalStateException("search: " + message());
            }
            return found;
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Frees an index. */
    void close(MemorySegment handle) {
        try {
            close.invokeExact(handle);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private String message() throws Throwable {
        return ((MemorySegment) message.invokeExact()).reinterpret(1024).getString(0);
    }
}
