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
    private static final int LEAST_EPOCHS_A_LOOK = 2;
    private static final int MOST_LOOKING = 4;

    /** Returns the floating-point operations of all runs, about. */
    double work() {
        double validated = validates ? work(start, all, validation.users.length) : 0;
        double last = refits ? work(start, all, 0) : 0;
        return validated + last + (searches ? searchWork() : 0);
    }

    private double searchWork() {
        Validation part = validation.limitedTo(FactorTrainer.SEARCH_USERS);
        int runs = SearchSpace.moves(ordered).size() + 1;
        return runs * work(FactorTrainer.brief(start), part.train, part.users.length);
    }

    /**
     * Returns the floating-point operations of a run, about.
     *
     * @param judges users whose recall is measured on the way, 0 for none
     */
    static double work(LearnerConfig config, Histories histories, int judges) {
        double looks = judges == 0 ? 0 : Math.ceil((double) config.epochs() / epochsALook(config, histories, judges));
        return config.epochs() * epochWork(config, histories) + looks * lookWork(config, histories, judges);
    }

    /**
     * Returns the epochs between two looks at the validation part: so many that looking takes at most
     * {@link #MOST_LOOKING} times as long as learning. Every item is scored for every user there, which among a million
     * items takes far longer than an epoch of few users.
     */
    static int epochsALook(LearnerConfig config, Histories histories, int judges) {
        double learning = Math.max(1, MOST_LOOKING * epochWork(config, histories));
        double epochs = Math.ceil(lookWork(config, histories, judges) / learning);
        return Math.max(LEAST_EPOCHS_A_LOOK, (int) Math.min(config.epochs(), epochs));
    }

    private static double lookWork(LearnerConfig config, Histories histories, int judges) {
        return 2.0 * judges * histories.items * config.dimension();
    }

    private static double epochWork(LearnerConfig config, Histories histories) {
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
        return products + scattered;
    }
}
