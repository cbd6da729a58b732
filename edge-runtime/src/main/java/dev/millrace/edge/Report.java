package dev.millrace.edge;

import dev.millrace.cascade.Response;
import java.util.List;

/**
 * How the last list came about, and what the recommender holds, for an app that shows it. Immutable.
 *
 * @param tookNanos time from the call to the list
 * @param degraded whether a stage was narrowed, skipped or failed
 * @param reasons why it was, and why the list is shorter than asked for when it is
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
    static Report of(Response response, int historyEvents, long mappedBytes, long storeBytes) {
        Response.Coverage coverage = response.coverage();
        return new Report(
                response.tookNanos(),
                coverage.degraded(),
                coverage.reasons(),
                coverage.stages(),
                historyEvents,
                mappedBytes,
                storeBytes);
    }
}
