package dev.millrace.server.http;

import dev.millrace.server.swap.ReleaseControl;
import io.netty.handler.codec.http.HttpResponseStatus;

/** The operations of the admin port, on the live release. Thread-safe. */
final class AdminApi {
    private final ReleaseControl control;

    AdminApi(ReleaseControl control) {
        this.control = control;
    }

    Reply reload(HttpCall call, Target target) {
        return reply(control.reload());
    }

    Reply rollback(HttpCall call, Target target) {
        return reply(control.rollback());
    }

    private static Reply reply(ReleaseControl.Change change) {
        if (change.outcome() == ReleaseControl.Outcome.REFUSED) {
            throw Problem.of(HttpResponseStatus.CONFLICT, change.problem() + " (" + change.live() + " goes on)")
                    .exception();
        }
        JsonOut out = new JsonOut(128);
        out.beginObject()
                .name("outcome")
                .string(change.outcome().label())
                .name("release")
                .string(change.live());
        return Reply.json(out.endObject().toBytes());
    }

    Reply status(HttpCall call, Target target) {
        ReleaseControl.Status status = control.status();
        JsonOut out = new JsonOut(256);
        out.beginObject()
                .name("release")
                .string(status.live())
                .name("current")
                .string(status.current())
                .name("previous")
                .string(status.previous())
                .name("problem")
                .string(status.problem())
                .name("open")
                .number(status.open());
        return Reply.json(out.endObject().toBytes());
    }
}
