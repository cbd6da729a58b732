package dev.millrace.cascade;

import org.jspecify.annotations.Nullable;

/**
 * Tells the stage that runs for a request to end, because the request's time is up.
 *
 * <p>A stage with a loop of its own asks {@link #cancelled()} now and then and returns with what it has, or throws. A
 * stage inside native code names what ends it for as long as it is there:
 *
 * <pre>{@code
 * cancellation.during(() -> options.setTerminate(true));
 * try {
 *     session.run(inputs, outputs, options);
 * } finally {
 *     cancellation.done();
 * }
 * }</pre>
 *
 * <p>A stage that takes no notice is left to itself and its result thrown away. Thread-safe: one thread runs the stage,
 * any other may cancel it.
 */
public final class Cancellation {
    private volatile boolean cancelled;
    private @Nullable Runnable terminate;

    /** Creates one that nobody has cancelled. */
    public Cancellation() {}

    /** Returns whether the stage is to end; costs a volatile read. */
    public boolean cancelled() {
        return cancelled;
    }

    /**
     * Names what ends the work that the caller begins now.
     *
     * @param hook called at most once, by the thread that cancels, or at once when that has happened already; quick,
     *     and throws nothing. It runs under a lock: after {@link #done()} it neither runs nor will, so that what it
     *     uses can be closed
     */
    public synchronized void during(Runnable hook) {
        if (cancelled) {
            hook.run();
        } else {
            terminate = hook;
        }
    }

    /** Forgets what {@link #during} named: the work has ended. */
    public synchronized void done() {
        terminate = null;
    }

    /** Cancels; does nothing the second time. */
    public synchronized void cancel() {
        cancelled = true;
        Runnable hook = terminate;
        terminate = null;
        if (hook != null) {
            hook.run();
        }
    }
}
