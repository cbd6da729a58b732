package dev.millrace.edge;

import dev.millrace.cascade.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How the last list came about, and what the recommender holds, for an app that shows it. Immutable.
 *
 * @param tookNanos time from the call to the list
 * @param degraded whether a stage was narrowed, skipped or failed
 * @param reasons why it was, why the list is shorter than asked for when it is, and that the bundle has expired when it
 *     has
 * @param stages the stages in order, with what went in and out and the time each took
 * @param historyEvents events of the user that were taken into account
 * @param mappedBytes size of the bundle in the address space; what of it is resident is the system's business
 * @param storeBytes size of the event store's file
 */
public record Report(
        long tookNanos,
        boolean degraded,
        List<String> reasons,
        List<Response.Stage> stages,
        int historyEvents,
        long mappedBytes,
        long storeBytes) {
    static Report of(Response response, BundleInfo bundle, int historyEvents, long storeBytes) {
        Response.Coverage coverage = response.coverage();
        List<String> reasons = coverage.reasons();
        if (bundle.expired()) {
            reasons = new ArrayList<>(reasons);
            reasons.add("bundle expired: " + bundle.expires());
        }
        return new Report(
                response.tookNanos(),
                coverage.degraded(),
                Collections.unmodifiableList(reasons),
                coverage.stages(),
                historyEvents,
                bundle.bytes(),
                storeBytes);
    }
}
