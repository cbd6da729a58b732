package dev.millrace.server.admission;

/** How much a request matters when not all can be answered, the most important first. */
public enum Priority {
    /** Refused last: only when nothing else waits and there is no room or no time left. */
    CRITICAL("critical"),
    /** What a request is that does not say. */
    DEFAULT("default"),
    /** Refused first, such as a prefetch. */
    SHEDDABLE("sheddable");

    private final String label;

    Priority(String label) {
        this.label = label;
    }

    /** Returns the name used in requests and metrics. */
    public String label() {
        return label;
    }
}
