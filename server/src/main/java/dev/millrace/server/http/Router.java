package dev.millrace.server.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;

/** Finds the operation a request asks for and refuses what it cannot speak. Immutable and thread-safe. */
final class Router {
    private final List<Route> routes;

    Router(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    /**
     * Returns the operation.
     *
     * @throws ProblemException 404 or 405
     */
    Route find(HttpMethod method, Target target) {
        List<Route> matching = routes.stream()
                .filter(route -> route.matches(target.segments()))
                .toList();
        if (matching.isEmpty()) {
            throw Problem.of(
                            HttpResponseStatus.NOT_FOUND,
                            "no such path: /" + Problem.shown(String.join("/", target.segments()))
                                    + " (see /openapi.json)")
                    .exception();
        }
        for (Route route : matching) {
            if (route.accepts(method)) {
                return route;
            }
        }
        String allowed = matching.getFirst().method().equals(HttpMethod.GET) ? "GET, HEAD" : "POST";
        throw Problem.of(
                        HttpResponseStatus.METHOD_NOT_ALLOWED,
                        "method " + Problem.shown(method.name()) + " (expected: " + allowed + ")")
                .withHeader("Allow", allowed)
                .exception();
    }

    /** Refuses query parameters, where the operation is strict, and media types that it does not know. */
    static void check(Route route, HttpCall call, Target target) {
        for (String name : target.query().keySet()) {
            if (route.strict() && !route.parameters().contains(name)) {
                throw Problem.parameter(
                                Problem.shown(name),
                                "unknown query parameter (expected: "
                                        + (route.parameters().isEmpty()
                                                ? "none"
                                                : String.join(", ", route.parameters()))
                                        + ")")
                        .exception();
            }
        }
        if (route.method().equals(HttpMethod.POST)) {
            MediaTypes.checkJson(call.headers().getAll(HttpHeaderNames.CONTENT_TYPE));
        }
        MediaTypes.checkAccept(call.headers().getAll(HttpHeaderNames.ACCEPT), route.produces());
    }
}
