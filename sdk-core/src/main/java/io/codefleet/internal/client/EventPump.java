package io.codefleet.internal.client;

import io.codefleet.EventQuery;
import io.codefleet.EventStream;
import io.codefleet.FleetEvent;
import io.codefleet.broker.Broker;
import io.codefleet.broker.EventBatch;
import io.codefleet.error.CodefleetException;
import io.codefleet.internal.batch.GuardedCall;
import io.codefleet.internal.stream.QueuedStream;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;

/**
 * Pulls events from the broker for one stream, as fast as its reader wants them. State is confined to the context.
 */
final class EventPump {
    private static final int BATCH = 500;
    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final long RETRY_MILLIS = 1000;

    private final Vertx vertx;
    private final Context context;
    private final Broker broker;
    private final EventQuery query;
    private final QueuedStream<FleetEvent> stream;
    private final Runnable onClosed;
    private Optional<String> cursor;
    private boolean pulling;
    private boolean closed;

    EventPump(Vertx vertx, Context context, Broker broker, EventQuery query, Runnable onClosed) {
        this.vertx = vertx;
        this.context = context;
        this.broker = broker;
        this.query = query;
        this.onClosed = onClosed;
        this.cursor = query.after();
        this.stream = new QueuedStream<>(context, Integer.MAX_VALUE, this::pull, this::closed);
        // The cursor of now is fetched at once: events begin with the watch, not with the first read.
        context.runOnContext(v -> {
            if (cursor.isEmpty()) {
                pullNow();
            }
        });
    }

    EventStream<FleetEvent> stream() {
        return stream;
    }

    private void pull() {
        if (!pulling && !closed) {
            pullNow();
        }
    }

    private void pullNow() {
        pulling = true;
        GuardedCall.of(() -> broker.events(cursor, BATCH, WAIT))
                .onComplete(answer -> context.runOnContext(v -> pulled(answer)));
    }

    private void pulled(AsyncResult<EventBatch> answer) {
        if (closed) {
            return;
        }
        if (answer.failed()) {
            boolean passing = answer.cause() instanceof CodefleetException failure && failure.retryable();
            if (passing) {
                vertx.setTimer(RETRY_MILLIS, timer -> pullNow());
            } else {
                stream.fail(answer.cause());
            }
            return;
        }
        pulling = false;
        cursor = Optional.of(answer.result().cursor());
        for (FleetEvent event : answer.result().events()) {
            if (query.wants(event)) {
                stream.offer(event);
            }
        }
        if (stream.hasDemand()) {
            pull();
        }
    }

    private void closed() {
        closed = true;
        onClosed.run();
    }

    /** Ends the stream; on the context. */
    void end() {
        closed = true;
        stream.end();
    }
}
