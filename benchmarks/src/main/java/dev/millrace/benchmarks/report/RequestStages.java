package dev.millrace.benchmarks.report;

import dev.millrace.benchmarks.release.OpenShop;
import dev.millrace.cascade.Cascade;
import dev.millrace.cascade.Deadline;
import dev.millrace.cascade.Request;
import dev.millrace.cascade.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Finds where the time of a request goes: asks a release and takes the medians of what its answers say. Stateless. */
public final class RequestStages {
    private RequestStages() {}

    /**
     * Returns the median milliseconds of each stage in the order of the request, and of the rest, {@code answer}.
     *
     * @param releases a release or a folder of releases
     * @param requests how many are measured, after as many that are not
     */
    public static Map<String, Double> measure(Path releases, int requests) throws IOException {
        Map<String, Histogram> nanos = new LinkedHashMap<>();
        try (OpenShop shop = OpenShop.open(releases, Cascade.Widths.DEFAULT)) {
            List<String> users = shop.users(Math.min(256, requests), 50);
            for (int i = 0; i < 2 * requests; i++) {
                Request request = Request.items(20).withUser(users.get(i % users.size()));
                Response response = shop.cascade().recommend(request, Deadline.none());
                if (i >= requests) {
                    add(response, nanos);
                }
            }
        }
        Map<String, Double> medians = new LinkedHashMap<>();
        nanos.forEach((name, times) -> medians.put(name, times.getValueAtPercentile(50) / 1e6));
        return medians;
    }

    private static void add(Response response, Map<String, Histogram> nanos) {
        long rest = response.tookNanos();
        for (Response.Stage stage : response.coverage().stages()) {
            record(nanos, stage.name(), stage.nanos());
            rest -= stage.nanos();
        }
        record(nanos, "answer", rest);
    }

    private static void record(Map<String, Histogram> nanos, String name, long value) {
        nanos.computeIfAbsent(name, unseen -> new Histogram(3)).recordValue(Math.max(0, value));
    }
}
