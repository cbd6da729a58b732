package dev.millrace.server.config;

import dev.millrace.cascade.Cascade;
import dev.millrace.rerank.Engine;

/**
 * Everything the server can be told. Immutable.
 *
 * @param http sockets, connections and their timeouts
 * @param workers the threads that answer requests
 * @param limits how large a request may be
 * @param requests what a request gets that does not say
 * @param events the events kept in memory
 * @param widths how many candidates each stage hands on
 * @param reranker what runs the re-ranker's network
 * @param fineRanker what the fine ranker remembers
 * @param releases how a new release takes the place of the live one
 * @param edge the bundles that devices fetch
 */
public record ServerConfig(
        HttpConfig http,
        WorkerConfig workers,
        LimitConfig limits,
        RequestConfig requests,
        EventConfig events,
        Cascade.Widths widths,
        Engine reranker,
        FineRankerConfig fineRanker,
        ReleaseConfig releases,
        EdgeConfig edge) {
    /** Checks what sections ask of each other. */
    public ServerConfig {
        Check.range("millrace.server.requests.num-results", requests.numResults(), 1, limits.maxResults());
    }

    /** Returns a copy with other sockets. */
    public ServerConfig withHttp(HttpConfig other) {
        return new ServerConfig(other, workers, limits, requests, events, widths, reranker, fineRanker, releases, edge);
    }

    /** Returns a copy with another handling of releases. */
    public ServerConfig withReleases(ReleaseConfig other) {
        return new ServerConfig(http, workers, limits, requests, events, widths, reranker, fineRanker, other, edge);
    }
}
