package dev.millrace.server.swap;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The live release, replaced atomically: a request borrows one and keeps it to its end. Thread-safe; owns the releases
 * it was given and closes each once, when it is no longer live and the last who borrowed it has given it back.
 */
public final class LiveRelease implements Live, AutoCloseable {
    private final AtomicReference<Counted> live;
    private final AtomicInteger open = new AtomicInteger(1);
    private final Executor closing;
    private volatile boolean closed;

    /**
     * Creates it with the first release.
     *
     * @param closing closes releases, off the threads of requests
     */
    public LiveRelease(Opened first, Executor closing) {
        this.closing = closing;
        this.live = new AtomicReference<>(new Counted(first));
    }

    /** A release and how many hold it: one for being live, one for each who borrowed it. */
    private final class Counted implements Lease {
        private final Opened opened;
        private final AtomicInteger holders = new AtomicInteger(1);

        Counted(Opened opened) {
            this.opened = opened;
        }

        @Override
        public Served served() {
            return opened.served();
        }

        @Override
        public boolean share() {
            int count = holders.get();
            while (count > 0) {
                if (holders.compareAndSet(count, count + 1)) {
                    return true;
                }
                count = holders.get();
            }
            return false;
        }

        @Override
        public void close() {
            if (holders.decrementAndGet() == 0) {
                closing.execute(this::closeRelease);
            }
        }

        private void closeRelease() {
            try {
                opened.close();
            } finally {
                open.decrementAndGet();
            }
        }
    }

    @Override
    public Lease lease() {
        while (true) {
            Counted counted = live.get();
            if (counted.share()) {
                return counted;
            }
            // It was replaced between the two lines, or there is none any more.
            if (closed) {
                throw new IllegalStateException("no release is live any more");
            }
        }
    }

    /** Makes another release live. */
    void swap(Opened next) {
        open.incrementAndGet();
        live.getAndSet(new Counted(next)).close();
    }

    /** Returns how many releases are open: the live one, and those whose last request has not ended. */
    public int open() {
        return open.get();
    }

    /** Gives the live release up; no request may come any more. */
    @Override
    public void close() {
        closed = true;
        live.get().close();
    }
}
