package io.codefleet.broker.log.remote;

import io.codefleet.broker.log.codec.FieldReader;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;

/** Call of a client that the leader has not answered yet. */
final class PendingCall<T> {
    final BrokerCall call;
    final Buffer request;
    final Promise<T> promise = Promise.promise();
    /** Whether it ends with the session, as the next one begins with it again. */
    final boolean isOfSession;

    long timer;
    /** Whether the request has been sent to the leader of this session. */
    boolean isSent;

    private final Function<FieldReader, T> reply;

    PendingCall(BrokerCall call, Buffer request, Function<FieldReader, T> reply, boolean isOfSession) {
        this.call = call;
        this.request = request;
        this.reply = reply;
        this.isOfSession = isOfSession;
    }

    /** Completes the call with an answer of the leader, or fails it if the answer cannot be read. */
    void answer(Buffer answer) {
        try {
            promise.tryComplete(FieldReader.read("the answer to " + call, answer, reply));
        } catch (RuntimeException e) {
            promise.tryFail(e);
        }
    }
}
