package io.codefleet.broker.redis;

import io.codefleet.FleetEvent;
import io.codefleet.broker.EventBatch;
import io.codefleet.broker.redis.internal.connection.BlockingConnections;
import io.codefleet.broker.redis.internal.record.Decoding;
import io.codefleet.broker.redis.internal.record.EventRecord;
import io.codefleet.broker.redis.internal.record.ScriptReply;
import io.codefleet.broker.redis.internal.record.Times;
import io.codefleet.broker.redis.internal.script.LuaScript;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the stream of events. */
final class Events {
    private final Namespace namespace;
    private final BlockingConnections blocking;

    Events(Namespace namespace, BlockingConnections blocking) {
        this.namespace = namespace;
        this.blocking = blocking;
    }

    Future<EventBatch> read(Optional<String> cursor, int max, Duration wait) {
        if (cursor.isEmpty()) {
            return namespace
                    .call(LuaScript.EVENTS)
                    .arg("")
                    .send()
                    .map(answer -> new EventBatch(List.of(), answer.toString()));
        }
        try {
            return read(EventRecord.cursor(cursor.get()), max, wait);
        } catch (InvalidInputException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<EventBatch> read(String cursor, int max, Duration wait) {
        return namespace
                .call(LuaScript.EVENTS)
                .arg(cursor)
                .arg(max)
                .send()
                .map(answer -> batch(cursor, answer))
                .compose(batch -> batch.cursor().equals(cursor) && !wait.isZero() && !wait.isNegative()
                        ? await(cursor, max, wait)
                        : Future.succeededFuture(batch));
    }

    /** Waits for any event, and then reads as ever: what came may have been dropped again. */
    private Future<EventBatch> await(String cursor, int max, Duration wait) {
        return blocking.await(
                        wait,
                        round -> Request.cmd(Command.XREAD)
                                .arg("COUNT")
                                .arg(1)
                                .arg("BLOCK")
                                .arg(Math.max(1, round.toMillis()))
                                .arg("STREAMS")
                                .arg(namespace.key("ev"))
                                .arg(cursor))
                .compose(arrived -> read(cursor, max, Duration.ZERO));
    }

    private static EventBatch batch(String cursor, Response answer) {
        List<FleetEvent> events = new ArrayList<>();
        String next = cursor;
        String oldest = ScriptReply.text(answer, 1);
        if (EventRecord.missed(cursor, oldest)) {
            events.add(new FleetEvent.Missed(cursor, Times.instant(ScriptReply.number(answer, 0))));
        }
        for (Response entry : ScriptReply.list(answer, 2)) {
            Decoding.lenient("an event", () -> EventRecord.read(entry)).ifPresent(events::add);
            next = ScriptReply.text(entry, 0);
        }
        return new EventBatch(events, next);
    }
}
