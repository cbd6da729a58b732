package dev.millrace.server.swap;

/** Changes the live release. Implementations are thread-safe. */
public interface ReleaseControl {
    /** Makes the release that {@code CURRENT} names the live one, where it is fit for it. */
    Change reload();

    /**
     * Makes the release that was live before the live one again, and has {@code CURRENT} name it. Where {@code CURRENT}
     * does not name the live one, because that was refused or it is damaged, it only has it do so.
     */
    Change rollback();

    /** Returns how things stand. */
    Status status();

    /** Returns the control of a server whose release stays the one of that version. */
    static ReleaseControl fixed(String version) {
        Change unchanged = new Change(Outcome.UNCHANGED, version, "");
        Status status = new Status(version, version, "", "", 1);
        return new ReleaseControl() {
            @Override
            public Change reload() {
                return unchanged;
            }

            @Override
            public Change rollback() {
                return unchanged;
            }

            @Override
            public Status status() {
                return status;
            }
        };
    }

    /** What became of a change. */
    enum Outcome {
        SWAPPED("swapped"),
        UNCHANGED("unchanged"),
        REFUSED("refused");

        private final String label;

        Outcome(String label) {
            this.label = label;
        }

        /** Returns the name used in answers and metrics. */
        public String label() {
            return label;
        }
    }

    /**
     * A change, or why there was none. Immutable.
     *
     * @param outcome what became of it
     * @param live the version that is live now
     * @param problem why it was refused, otherwise empty
     */
    record Change(Outcome outcome, String live, String problem) {}

    /**
     * How things stand. Immutable.
     *
     * @param live the version that is live
     * @param current the version that {@code CURRENT} names, empty for none
     * @param previous the version that was live before, empty for none
     * @param problem why the latest release was refused, otherwise empty
     * @param open releases that are open: the live one and those whose last request has not ended
     */
    record Status(String live, String current, String previous, String problem, int open) {}
}
