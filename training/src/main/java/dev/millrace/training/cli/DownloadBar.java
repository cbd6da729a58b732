package dev.millrace.training.cli;

import dev.millrace.datasets.download.Progress;
import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows a download as a bar. One thread at a time; closed by whoever shows it. */
final class DownloadBar implements Progress, AutoCloseable {
    private static final long MEGABYTE = 1 << 20;

    private final String name;
    private final PrintWriter messages;
    private @Nullable ProgressBar bar;

    DownloadBar(String name, PrintWriter messages) {
        this.name = name;
        this.messages = messages;
    }

    @Override
    public void bytes(long done, long total) {
        if (bar == null) {
            bar = new ProgressBarBuilder()
                    .setTaskName(name)
                    .setInitialMax(total)
                    .setUnit(" MB", MEGABYTE)
                    .setStyle(ProgressBarStyle.ASCII)
                    .showSpeed()
                    .build();
        }
        bar.stepTo(done);
    }

    @Override
    public void message(String text) {
        messages.println(text);
        messages.flush();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
