package dev.millrace.training.factors;

/**
 * The runs that training will make. Immutable.
 *
 * @param all all data
 * @param validation the part cut from it
 * @param start settings the search starts from
 * @param ordered whether order means anything
 * @param validates whether there is enough to validate on
 * @param searches whether settings are searched for
 * @param refits whether a final run learns from everything
 */
record Plan(
        Histories all,
        Validation validation,
        LearnerConfig start,
        boolean ordered,
        boolean validates,
        boolean searches,
        boolean refits) {

    /** Returns the floating-point operations of all runs, about. */
    double work() {
        double full = work(start, all);
        double runs = (validates ? full : 0) + (refits ? full : 0);
        return runs + (searches ? searchWork() : 0);
    }

    private double searchWork() {
        Validation part = validation.limitedTo(FactorTrainer.SEARCH_USERS);
        return (SearchSpace.moves(ordered).size() + 1) * work(FactorTrainer.brief(start), part.train);
    }

    /** Returns the floating-point operations of a run of {@code config} over {@code histories}, about. */
    static double work(LearnerConfig config, Histories histories) {
        double users = 0;
        double entries = 0;
        for (int user = 0; user < histories.users; user++) {
            int length = Math.min(histories.length(user), config.maxItems());
            users += length >= 2 ? 1 : 0;
            entries += length >= 2 ? length : 0;
        }
        double negatives = Math.min(config.negatives(), histories.items);
        double products = 6.0 * users * negatives * config.dimension();
        double steps = users / config.batch();
        // Gathering and scattering rows waits for memory: it costs about three times its arithmetic.
        double scattered = 3 * (10.0 * entries * config.dimension() + 20.0 * steps * negatives * config.dimension());
        return config.epochs() * (products + scattered);
    }
}
