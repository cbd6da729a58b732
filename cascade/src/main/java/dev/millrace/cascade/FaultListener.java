package dev.millrace.cascade;

/** Is told of stages that fail, since the answer only says that one did. Implementations are thread-safe and quick. */
public interface FaultListener {
    /** Tells nobody. */
    FaultListener NONE = new FaultListener() {
        @Override
        public void failed(String stage, Throwable fault) {}
    };

    /**
     * A stage failed, and the request went on without it.
     *
     * @param stage its name
     * @param fault what it threw
     */
    void failed(String stage, Throwable fault);
}
