package dev.millrace.datasets.download;

/** Hears how a download goes. Called from the thread that downloads. */
public interface Progress {
    /** Hears nothing. */
    Progress NONE = new Progress() {
        @Override
        public void bytes(long done, long total) {}

        @Override
        public void message(String text) {}
    };

    /** So many bytes are here, of {@code total} or of an unknown number where that is -1. */
    void bytes(long done, long total);

    /** Something the user should know: a retry, a hash that nobody vouches for. */
    void message(String text);
}
