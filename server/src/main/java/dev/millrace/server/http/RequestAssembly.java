package dev.millrace.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/** Puts the requests of a connection together from the pieces that the decoder gives. Owned by an event loop. */
final class RequestAssembly {
    private final Dispatcher dispatcher;
    private @Nullable BodyBuffer receiving;
    private boolean continueOwed;

    RequestAssembly(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /** Takes a piece, which stays the caller's; returns what is complete with it, or null where more has to come. */
    @Nullable
    Arrived add(HttpObject piece) {
        Problem problem = piece instanceof HttpRequest head ? begin(head) : null;
        if (problem == null && piece instanceof HttpContent content && receiving != null) {
            problem = append(receiving, content);
        }
        if (problem != null) {
            return new Arrived.Refused(problem, dispatcher.nanos());
        }
        return piece instanceof LastHttpContent && receiving != null ? end(receiving) : null;
    }

    private @Nullable Problem begin(HttpRequest head) {
        int maxBodyBytes = dispatcher.config().maxBodyBytes();
        Problem problem = HeadCheck.problem(head, maxBodyBytes);
        if (problem == null) {
            receiving = new BodyBuffer(
                    new DefaultHttpRequest(head.protocolVersion(), head.method(), head.uri(), head.headers()),
                    dispatcher.bodies(),
                    maxBodyBytes);
            continueOwed = HeadCheck.expectsContinue(head);
        }
        return problem;
    }

    private @Nullable Problem append(BodyBuffer request, HttpContent content) {
        if (content.decoderResult().isFailure()) {
            return HeadCheck.malformed(content.decoderResult().cause());
        }
        ByteBuf bytes = content.content();
        if (request.size() + bytes.readableBytes() > dispatcher.config().maxBodyBytes()) {
            return HeadCheck.tooLarge(dispatcher.config().maxBodyBytes());
        }
        return request.append(bytes) ? null : dispatcher.unavailable("too many bytes are arriving");
    }

    private Arrived end(BodyBuffer request) {
        drop();
        return new Arrived.Whole(new HttpCall(request.head(), request.toBytes(), dispatcher.nanos()));
    }

    /** Returns, once a request, whether its client waits to be told to go on with the body. */
    boolean takeContinue() {
        boolean owed = continueOwed;
        continueOwed = false;
        return owed;
    }

    /** Gives up what there is of a request. */
    void drop() {
        continueOwed = false;
        if (receiving != null) {
            receiving.close();
            receiving = null;
        }
    }
}
