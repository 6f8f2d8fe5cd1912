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
    long timer;
    /** Whether the request has been sent to the leader of this session. */
    boolean isSent;

    private final Function<FieldReader, T> reply;

    PendingCall(BrokerCall call, Buffer request, Function<FieldReader, T> reply) {
        this.call = call;
        this.request = request;
        this.reply = reply;
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
