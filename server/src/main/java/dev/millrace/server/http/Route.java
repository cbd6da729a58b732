package dev.millrace.server.http;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the API. Immutable.
 *
 * @param name the name in metrics
 * @param method GET, which answers HEAD too, or POST
 * @param path the segments; {@value #ID} stands for any one
 * @param place where it runs
 * @param produces the media type it answers with
 * @param parameters the query parameters it knows
 * @param endpoint what it does
 * @param budgeted whether its body may say how much it matters and how long it may take
 */
record Route(
        String name,
        HttpMethod method,
        List<String> path,
        Place place,
        String produces,
        Set<String> parameters,
        Endpoint endpoint,
        boolean budgeted) {
    private static final String ID = "{id}";

    Route {
        path = List.copyOf(path);
        parameters = Set.copyOf(parameters);
    }

    /** Where an operation runs. */
    enum Place {
        /** On the event loop: it has its answer ready. */
        EVENT_LOOP,
        /** On a worker thread. */
        WORKER,
        /** On a thread of its own, so that what is asked when the workers are busy is answered. */
        ASIDE,
        /** On threads that look at bundles and compare them, which may take seconds. */
        BUNDLES
    }

    /** Does one operation. Implementations are thread-safe. */
    interface Endpoint {
        /**
         * Answers, or returns null when the request was taken over by another thread, which answers; throws a
         * {@link ProblemException} for what the caller did wrong.
         */
        @Nullable
        Reply answer(HttpCall call, Target target);
    }

    static Route get(String name, String path, Place place, Endpoint endpoint) {
        return new Route(name, HttpMethod.GET, segments(path), place, "application/json", Set.of(), endpoint, false);
    }

    static Route post(String name, String path, Endpoint endpoint) {
        return new Route(
                name, HttpMethod.POST, segments(path), Place.WORKER, "application/json", Set.of(), endpoint, false);
    }

    Route aside() {
        return new Route(name, method, path, Place.ASIDE, produces, parameters, endpoint, budgeted);
    }

    Route withBudget() {
        return new Route(name, method, path, place, produces, parameters, endpoint, true);
    }

    Route knowing(String parameter) {
        return new Route(name, method, path, place, produces, Set.of(parameter), endpoint, budgeted);
    }

    Route producing(String mediaType) {
        return new Route(name, method, path, place, mediaType, parameters, endpoint, budgeted);
    }

    private static List<String> segments(String path) {
        return List.of(path.substring(1).split("/", -1));
    }

    /**
     * Returns whether query parameters that it does not know are refused: callers of the API learn of their mistakes,
     * while probes and scrapers may add what they like.
     */
    boolean strict() {
        return path.getFirst().equals("v1");
    }

    boolean matches(List<String> segments) {
        if (segments.size() != path.size()) {
            return false;
        }
        for (int i = 0; i < path.size(); i++) {
            if (!path.get(i).equals(ID) && !path.get(i).equals(segments.get(i))) {
                return false;
            }
        }
        return true;
    }

    boolean accepts(HttpMethod other) {
        return other.equals(method) || (method.equals(HttpMethod.GET) && other.equals(HttpMethod.HEAD));
    }
}
