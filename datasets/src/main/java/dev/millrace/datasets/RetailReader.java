package dev.millrace.datasets;

import java.io.IOException;
import java.nio.file.Path;

/** Reads UCI Online Retail in either of its forms: purchases, with the quantity as value. */
final class RetailReader {
    private final Import target;

    RetailReader(Import target) {
        this.target = target;
    }

    void read(Source source) throws IOException {
        CleanRetail clean = new CleanRetail(target);
        SourceRetail raw = new SourceRetail(target);
        boolean fromSource = false;
        for (Path file : source.items()) {
            target.log().file(file, "products");
            clean.readItems(file);
        }
        for (Path file : source.events()) {
            target.log().file(file, "purchases");
            if (FileKind.of(file) == FileKind.RETAIL_SOURCE) {
                fromSource = true;
                raw.read(file);
            } else {
                clean.readEvents(file);
            }
        }
        if (fromSource) {
            raw.finish();
        }
    }
}
