package dev.millrace.server.swap;

/** Where requests find the release they are answered from. Implementations are thread-safe. */
public interface Live {
    /** Borrows the release that is live now; it stays open until the lease is closed. */
    Lease lease();

    /** Returns a release that is always the same, and closed by its owner alone. */
    static Live always(Served served) {
        Lease lease = new Lease() {
            @Override
            public Served served() {
                return served;
            }

            @Override
            public boolean share() {
                return true;
            }

            @Override
            public void close() {}
        };
        return () -> lease;
    }

    /** A borrowed release. Thread-safe; closed as often as it was borrowed and shared. */
    interface Lease extends AutoCloseable {
        /** Returns the release. */
        Served served();

        /** Borrows it for one more; returns false when all have given it back, and it may be closed. */
        boolean share();

        @Override
        void close();
    }
}
