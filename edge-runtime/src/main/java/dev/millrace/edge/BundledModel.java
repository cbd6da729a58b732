package dev.millrace.edge;

import dev.millrace.cascade.bundle.BadBundleException;
import dev.millrace.cascade.bundle.Bundle;

/** Reads the parts of a bundle. */
final class BundledModel {
    private BundledModel() {}

    static Model read(Bundle bundle, Engine engine) {
        throw new BadBundleException(bundle.file(), "cannot be read by engine " + engine + " yet");
    }
}
