package dev.millrace.training.evaluate;

/** Anything that ranks items for a user: a baseline, a stage, the whole cascade. Implementations are thread-safe. */
public interface RecommenderSystem {
    /**
     * Writes the best items, best first, without repetition and, where the user asks for it, without seen ones.
     *
     * @param user whom to rank for; its targets are not to be looked at
     * @param ranked receives item ordinals; its length is how many are wanted
     * @param compute told what the ranking cost, where the system knows
     * @return how many were written
     */
    int rank(TestUser user, int[] ranked, Compute compute);
}
