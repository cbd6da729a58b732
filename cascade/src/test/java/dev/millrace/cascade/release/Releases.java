package dev.millrace.cascade.release;

import dev.millrace.cascade.json.JsonObject;
import dev.millrace.cascade.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Small releases to damage. */
final class Releases {
    static final String CREATED = "2026-11-23T12:00:00Z";

    private Releases() {}

    /** Publishes a release of a schema, a file of arrays and a model; returns its folder. */
    static Path publish(Path releases, String version) throws IOException {
        try (ReleaseWriter writer = ReleaseWriter.create(releases, version)) {
            write(writer);
            return writer.publish(CREATED, 4, 3, new JsonObject().put("rows", 7), new JsonObject());
        }
    }

    static void write(ReleaseWriter writer) throws IOException {
        writer.json("schema.json", new JsonObject().put("fields", List.of()));
        try (ArrayFileWriter file = new ArrayFileWriter(writer.file("vectors/items.bin"))) {
            file.ints("dimension", 4).floats("values", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        }
        Files.write(writer.file("rerank/model.onnx"), model(0));
    }

    /** Returns a model with one tensor, kept outside of it when {@code dataLocation} is 1. */
    static byte[] model(int dataLocation) {
        Protobuf tensor = new Protobuf().bytes(9, new byte[8]).varint(14, dataLocation);
        return new Protobuf().message(7, new Protobuf().message(5, tensor)).toBytes();
    }

    /** Changes a manifest as someone would who then seals it again. */
    static void editManifest(Path release, Consumer<JsonObject> edit) throws IOException {
        Path file = release.resolve(Release.MANIFEST);
        JsonObject manifest = JsonReader.parse(Files.readString(file));
        edit.accept(manifest);
        Files.writeString(file, Manifest.seal(manifest));
    }

    /** Lists a file of the release, with its true size and hash. */
    static void list(Path release, String path) throws IOException {
        Path file = release.resolve(path);
        list(release, path, Files.size(file), Sha256.of(file));
    }

    /** Lists a path, with any size and hash. */
    static void list(Path release, String path, long bytes, String sha256) throws IOException {
        editManifest(release, manifest -> {
            List<Object> files = new ArrayList<>();
            for (JsonObject file : manifest.objects("files")) {
                if (!file.string("path").equals(path)) {
                    files.add(file);
                }
            }
            files.add(new JsonObject().put("path", path).put("bytes", bytes).put("sha256", sha256));
            manifest.put("files", files);
        });
    }
}
