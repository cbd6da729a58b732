package dev.millrace.edge.update;

import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A process that updates from bundle to bundle as fast as it can and says which it has, until it is killed. */
final class UpdateLoop {
    private UpdateLoop() {}

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        Shelf shelf = new Shelf(Path.of(arguments[1]));
        long number = Long.parseLong(arguments[2]);
        shelf.publish(number);
        EdgeUpdater updater =
                EdgeUpdaterCase.updater(file, (target, headers) -> dripping(shelf, target, headers), 1 << 20);
        while (true) {
            number++;
            shelf.publish(number);
            if (updater.update() instanceof UpdateOutcome.Updated updated) {
                System.out.println(updated.bundle().manifest().facts().number());
                System.out.flush();
            }
        }
    }

    /** Small pieces, so that a kill falls between two of them as easily as elsewhere. */
    private static EdgeTransport.Answer dripping(Shelf shelf, String target, Map<String, String> headers)
            throws IOException {
        EdgeTransport.Answer answer = shelf.open(target, headers);
        return new EdgeTransport.Answer(answer.status(), answer.headers(), new FilterInputStream(answer.body()) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return super.read(bytes, offset, Math.min(length, 40));
            }
        });
    }
}
