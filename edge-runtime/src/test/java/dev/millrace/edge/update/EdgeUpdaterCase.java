package dev.millrace.edge.update;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A device and a server with a shelf of bundles, each in a folder of its own. */
abstract class EdgeUpdaterCase {
    static final long MAX_BYTES = 1 << 20;

    @TempDir
    Path folder;

    Path file;
    Shelf shelf;

    @BeforeEach
    void makeFolders() throws IOException {
        file = Files.createDirectories(folder.resolve("device")).resolve("shop.edge");
        shelf = new Shelf(Files.createDirectories(folder.resolve("server")));
    }

    /** What happens in the middle of a body. */
    interface Incident {
        void happen() throws IOException;
    }

    /** Returns a transport to the shelf that gives a first piece of each body, and more only after an incident. */
    EdgeTransport interrupted(Incident incident) {
        return (target, headers) -> {
            EdgeTransport.Answer answer = shelf.open(target, headers);
            return new EdgeTransport.Answer(answer.status(), answer.headers(), new FilterInputStream(answer.body()) {
                private boolean first = true;

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    if (!first) {
                        incident.happen();
                    }
                    first = false;
                    return super.read(bytes, offset, Math.min(length, 100));
                }
            });
        };
    }

    EdgeUpdater updater(EdgeTransport transport) {
        return updater(file, transport, MAX_BYTES);
    }

    /** Takes any bundle that is as signed: those of the shelf have nothing that could be run. */
    static EdgeUpdater updater(Path file, EdgeTransport transport, long maxBytes) {
        return new EdgeUpdater(file, Shelf.TRUSTED, transport, maxBytes, bundle -> {});
    }

    UpdateOutcome.Updated updated() {
        return updated(updater(shelf).update());
    }

    UpdateOutcome.Updated updated(UpdateOutcome outcome) {
        assertThat(outcome).isInstanceOf(UpdateOutcome.Updated.class);
        assertIsNewest();
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("shop.edge", "shop.edge.lock", "shop.edge.newest");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return (UpdateOutcome.Updated) outcome;
    }

    void assertIsNewest() {
        assertThat(EdgeUpdater.open(file, Shelf.TRUSTED).digest())
                .isEqualTo(shelf.newest().digest());
    }

    UpdateOutcome.Failed failed(UpdateOutcome outcome) {
        assertThat(outcome).isInstanceOf(UpdateOutcome.Failed.class);
        return (UpdateOutcome.Failed) outcome;
    }
}
