package dev.millrace.edge.update;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cascade.bundle.Bundle;
import dev.millrace.edge.AnotherJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that updates, at random moments, as {@code kill -9} does; {@code -Dmillrace.kills=200} says how
 * often.
 */
final class KillTest {
    private static final int KILLS = Integer.getInteger("millrace.kills", 20);
    /** Two of five leave a part of a download: so many do not miss it by chance. */
    private static final int ENOUGH = 20;

    @TempDir
    Path folder;

    @Test
    void whateverTheMomentTheOldOrTheNewBundleOpens() throws IOException, InterruptedException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path file = Files.createDirectories(folder.resolve("device")).resolve("shop.edge");
        Path server = Files.createDirectories(folder.resolve("server"));
        long acknowledged = 0;
        int between = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            String what = "seed " + seed + ", kill " + kill;
            acknowledged = Math.max(acknowledged, updatesUntilKilled(file, server, acknowledged, random));
            if (!Files.exists(file)) {
                assertThat(acknowledged).as(what).isZero();
                continue;
            }
            Bundle bundle = EdgeUpdater.open(file, Shelf.TRUSTED);
            long number = bundle.manifest().facts().number();
            assertThat(number).as(what).isBetween(acknowledged, acknowledged + 1);
            assertThat(bundle.bytes("vectors/items.bin")).as(what).isEqualTo(Shelf.vectors(number));
            between += Files.exists(file.resolveSibling("shop.edge.part")) ? 1 : 0;
            acknowledged = number;
        }
        if (KILLS >= ENOUGH) {
            assertThat(acknowledged).isGreaterThan(KILLS);
            assertThat(between).as("kills that left a part").isPositive();
        }
        UpdateOutcome last = EdgeUpdaterCase.updater(file, new Shelf(server).publish(acknowledged + 1), 1 << 20)
                .update();
        assertThat(last).isInstanceOf(UpdateOutcome.Updated.class);
        System.out.println(
                KILLS + " kills while updating: the old or the new bundle opened each time, the last of them number "
                        + acknowledged + "; " + between + " left a part of a download");
    }

    /** Returns the last number that the process said it has, or {@code from}. */
    private static long updatesUntilKilled(Path file, Path server, long from, Random random)
            throws IOException, InterruptedException {
        Process process = AnotherJvm.start(UpdateLoop.class, file, server, Math.max(1, from));
        long last = from;
        try (BufferedReader said = process.inputReader(StandardCharsets.US_ASCII)) {
            String line = said.readLine();
            TimeUnit.MICROSECONDS.sleep(random.nextInt(200_000));
            // Process.destroyForcibly would throw away what was said.
            process.toHandle().destroyForcibly();
            for (; line != null; line = said.readLine()) {
                last = Long.parseLong(line);
            }
        }
        process.waitFor();
        return last;
    }
}
