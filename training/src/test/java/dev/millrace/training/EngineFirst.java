package dev.millrace.training;

import dev.millrace.finerank.DjlFineRanker;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Starts DJL's engine before any test class, whichever runs first; see {@link DjlFineRanker#startEngine()}. */
public final class EngineFirst implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        DjlFineRanker.startEngine();
    }
}
