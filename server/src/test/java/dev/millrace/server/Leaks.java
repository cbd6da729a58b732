package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Collects what Netty's leak detector reports. It tracks every buffer in these tests (level paranoid) and reports one
 * that was forgotten once it has been collected as garbage and another is made.
 */
public final class Leaks {
    static final String PLANTED = "planted by a test";

    private static final List<String> REPORTS = new CopyOnWriteArrayList<>();

    private Leaks() {}

    /** Watches from now on; must come before the first buffer is made. */
    public static void watch() {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new ResourceLeakDetectorFactory() {
            @Override
            @SuppressWarnings("deprecation")
            public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                    Class<T> resource, int samplingInterval, long maxActive) {
                return detector(resource, samplingInterval);
            }

            @Override
            public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval) {
                return detector(resource, samplingInterval);
            }
        });
    }

    private static <T> ResourceLeakDetector<T> detector(Class<T> resource, int samplingInterval) {
        return new ResourceLeakDetector<>(resource, samplingInterval) {
            @Override
            protected void reportTracedLeak(String resourceType, String records) {
                REPORTS.add(resourceType + records);
            }

            @Override
            protected void reportUntracedLeak(String resourceType) {
                REPORTS.add(resourceType);
            }
        };
    }

    static List<String> reports() {
        return REPORTS;
    }

    /** Fails when anything but what a test planted was forgotten so far. */
    public static void check() {
        assertThat(REPORTS).as("buffers that were not released").allMatch(report -> report.contains(PLANTED));
    }
}
