package dev.millrace.finerank;

import ai.djl.ndarray.NDList;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;

/** Hands a worker's arrays to DJL and takes the scores back. Thread-safe. */
final class FineRankTranslator implements NoBatchifyTranslator<FineRankInput, float[]> {
    @Override
    public NDList processInput(TranslatorContext context, FineRankInput input) {
        return input.toList(context.getNDManager());
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList list) {
        return list.singletonOrThrow().toFloatArray();
    }
}
