package dev.millrace.training.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Tells a person what a long command is doing: numbered steps, a bar for the one that runs, a line for each that is
 * done. One thread at a time. Bars go to standard error, and only where that is a terminal; lines go to standard error
 * always, so that standard output carries results alone.
 */
final class Console implements dev.millrace.training.pipeline.TrainingProgress {
    private static final int BAR_STEPS = 1000;
    private static final long QUIET_NANOS = Duration.ofSeconds(20).toNanos();

    private final PrintStream err;
    private final boolean bars;
    private @Nullable ProgressBar bar;
    private String step = "";
    private long startNanos;
    private long toldNanos;

    Console(PrintStream err, boolean bars) {
        this.err = err;
        this.bars = bars;
    }

    /** The annotated JDK says there may be no console, Error Prone that there always is one: both are heeded. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean terminal() {
        java.io.Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** Returns a console that draws bars where standard error is a terminal. */
    static Console standard() {
        return new Console(System.err, terminal());
    }

    @Override
    public void begin(String name) {
        step = name;
        startNanos = System.nanoTime();
        toldNanos = startNanos;
        if (bars) {
            bar = new ProgressBarBuilder()
                    .setTaskName(name)
                    .setInitialMax(BAR_STEPS)
                    .setStyle(ProgressBarStyle.ASCII)
                    .hideEta()
                    .build();
        } else {
            err.println(name + " ...");
        }
    }

    @Override
    public void at(double share, String detail) {
        long now = System.nanoTime();
        if (bar == null && now - toldNanos > QUIET_NANOS) {
            toldNanos = now;
            err.printf(Locale.ROOT, "%s: %.0f%%, %s%n", step, 100 * share, detail);
        }
        if (bar != null) {
            bar.stepTo(Math.round(BAR_STEPS * share));
            bar.setExtraMessage(" " + detail);
        }
    }

    @Override
    public void done(String outcome) {
        if (bar != null) {
            bar.close();
            bar = null;
        }
        Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
        err.printf(Locale.ROOT, "%s: %s (%s)%n", step, outcome, text(took));
    }

    @Override
    public void say(String line) {
        err.println(line);
    }

    /** Returns a duration as a person says it: {@code 3.2 s}, {@code 4 min 10 s}. */
    static String text(Duration duration) {
        long seconds = duration.toSeconds();
        return seconds < 60
                ? String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0)
                : seconds / 60 + " min " + seconds % 60 + " s";
    }
}
