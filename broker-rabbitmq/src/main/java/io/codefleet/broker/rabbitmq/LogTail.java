package io.codefleet.broker.rabbitmq;

import io.codefleet.broker.log.AppendException;
import io.codefleet.broker.log.Appended;
import io.vertx.core.Promise;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The end of the log as the leader reads it back. A record counts as appended when it comes next behind the record before it: the
 * server knows no conditional append, and its confirmation has no position. Safe for use by several threads.
 */
final class LogTail {
    private long last;

    private @Nullable String expectedId;

    private @Nullable Promise<Appended> expected;

    /** Returns whether at least one record has come. */
    synchronized boolean knows() {
        return last > 0;
    }

    /**
     * Waits for the record of this id behind the position. Ends the waiting for an earlier one, whose caller has given up.
     *
     * @return false if another record is there
     */
    synchronized boolean expect(long after, String id, Promise<Appended> promise) {
        if (last > 0 && last != after) {
            return false;
        }
        refuse(AppendException.Kind.UNKNOWN, "another record was sent before this one had come back");
        last = after;
        expectedId = id;
        expected = promise;
        return true;
    }

    /** Takes the next message of the stream. */
    synchronized void take(StreamMessage message) {
        long position = message.offset() + 1;
        if (!message.is(StreamMessage.RECORD) || position <= last) {
            return;
        }
        last = position;
        Promise<Appended> waiting = expected;
        if (waiting == null) {
            return;
        }
        boolean isExpected = message.id().equals(expectedId);
        expected = null;
        if (isExpected) {
            waiting.tryComplete(new Appended(position, Optional.empty()));
        } else {
            waiting.tryFail(new AppendException(
                    AppendException.Kind.REFUSED, "another process has appended to the log of the namespace", null));
        }
    }

    /** Ends the waiting for a record. */
    synchronized void refuse(AppendException.Kind kind, String message) {
        Promise<Appended> waiting = expected;
        expected = null;
        if (waiting != null) {
            waiting.tryFail(new AppendException(kind, message, null));
        }
    }
}
