package dev.millrace.datasets;

import java.io.IOException;
import java.nio.file.Path;

/** Reads UCI Online Retail: purchases, with the quantity as value. */
final class RetailReader {
    private final Import target;

    RetailReader(Import target) {
        this.target = target;
    }

    void read(Source source) throws IOException {
        for (Path file : source.items()) {
            target.log().file(file, "items");
            new CleanRetail(target).readItems(file);
        }
        for (Path file : source.events()) {
            target.log().file(file, "purchases");
            new CleanRetail(target).readEvents(file);
        }
    }
}
