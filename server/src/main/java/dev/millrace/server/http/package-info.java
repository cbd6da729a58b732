/**
 * The HTTP API: bytes become a {@link dev.millrace.cascade.Request}, a {@link dev.millrace.cascade.Response} becomes
 * bytes.
 *
 * <p>In reading order: {@link dev.millrace.server.http.HttpServer} listens; a {@code Connection} and its
 * {@code RequestAssembly} make an {@code HttpCall}; an {@code AnswerQueue} keeps the order; the {@code Dispatcher} asks
 * the {@code Router} for a {@code Route} and hands an {@code Exchange} to {@link dev.millrace.server.admission}, whose
 * worker calls the {@code RankingApi}, which reads ({@code RequestReader}), runs a {@link dev.millrace.cascade.Passage}
 * and writes ({@code ResponseWriter}); an {@code AnswerWriter} sends. A {@code JsonCursor} and the readers over it are
 * strict: what they refuse becomes a {@code Problem} that names the member. Nothing blocks an event loop.
 */
@NullMarked
package dev.millrace.server.http;

import org.jspecify.annotations.NullMarked;
