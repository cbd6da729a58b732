/**
 * The HTTP API: bytes become a {@link dev.millrace.cascade.Request}, a {@link dev.millrace.cascade.Response} becomes
 * bytes.
 *
 * <p>In reading order: {@link dev.millrace.server.http.HttpServer} listens; a {@code Connection} assembles requests and
 * keeps their answers in order; the {@code Router} finds the {@code Endpoint}; a worker thread runs it. A
 * {@code JsonCursor} and the readers over it are strict: what they refuse becomes a {@code Problem} that names the
 * member. Nothing blocks an event loop.
 */
@NullMarked
package dev.millrace.server.http;

import org.jspecify.annotations.NullMarked;
