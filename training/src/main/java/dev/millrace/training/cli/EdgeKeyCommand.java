package dev.millrace.training.cli;

import dev.millrace.cascade.bundle.SigningKey;
import dev.millrace.cascade.file.AtomicFile;
import dev.millrace.cascade.file.FileWriteException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace edge-key}: makes the key that signs bundles. One thread at a time. */
@Command(
        name = "edge-key",
        mixinStandardHelpOptions = true,
        description =
                "Makes an Ed25519 key, writes the private half, and prints the public one, which goes into the app, and writes it beside, as FILE.pub. "
                        + "'openssl genpkey -algorithm ed25519' makes the same.")
final class EdgeKeyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "A new file for the private key.")
    private Path out = Path.of("key.pem");

    @Override
    public Integer call() throws IOException {
        SigningKey key = SigningKey.generate();
        FileAttribute<?>[] owner =
                out.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        try {
            Files.createFile(out, owner);
        } catch (FileAlreadyExistsException e) {
            throw new IllegalArgumentException(out + ": is there already; a key is never written over", e);
        }
        try {
            write(key);
        } catch (IOException e) {
            Files.delete(out);
            throw e;
        }
        spec.commandLine().getOut().println("key " + key.publicKey().id());
        spec.commandLine().getOut().println(key.publicKey().toBase64());
        spec.commandLine().getOut().print(key.publicKey().toPem());
        spec.commandLine().getOut().flush();
        return 0;
    }

    private void write(SigningKey key) throws IOException {
        try (OutputStream file = Files.newOutputStream(out, StandardOpenOption.WRITE)) {
            file.write(key.toPem().getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new FileWriteException(out, e);
        }
        AtomicFile.write(
                out.resolveSibling(out.getFileName() + ".pub"),
                key.publicKey().toPem().getBytes(StandardCharsets.US_ASCII));
    }
}
