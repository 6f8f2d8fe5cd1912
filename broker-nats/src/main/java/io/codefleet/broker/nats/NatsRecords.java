package io.codefleet.broker.nats;

import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.StoredRecord;
import io.codefleet.error.BrokerRefusedException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The records of a namespace in its stream. The leader of the stream says what comes first behind a position; what follows is fetched
 * from any replica, many at a time.
 */
final class NatsRecords {
    private static final int MAX_AT_ONCE = 128;

    private final NatsClient client;
    private final NatsNames names;
    private final String created;

    /**
     * Creates the records of a log.
     *
     * @param created when the stream was made
     */
    NatsRecords(NatsClient client, NatsNames names, String created) {
        this.client = client;
        this.names = names;
        this.created = created;
    }

    /**
     * Returns the position of the last record; fails with {@link BrokerRefusedException} if somebody has deleted the stream.
     */
    Future<Long> end() {
        return NatsStreams.info(client, names.logStream()).transform(asked -> {
            boolean isGone = JetStreamException.is(asked.cause(), JetStreamException.STREAM_NOT_FOUND);
            if (isGone || (asked.succeeded() && !created.equals(asked.result().getString("created")))) {
                return Future.failedFuture(new BrokerRefusedException(
                        "somebody has deleted the stream " + names.logStream()
                                + ", and with it all tasks of the namespace; restart this process to begin with an"
                                + " empty one",
                        asked.cause()));
            }
            return asked.succeeded()
                    ? Future.succeededFuture(
                            asked.result().getJsonObject("state").getLong("last_seq"))
                    : Future.failedFuture(asked.cause());
        });
    }

    Future<Long> append(long after, LogRecord record) {
        return client.store(names.log(), NatsSnapshots.expecting(after), record.encode());
    }

    private Future<Optional<JsonObject>> next(long after) {
        JsonObject which = new JsonObject().put("seq", after + 1).put("next_by_subj", names.log());
        return client.api("STREAM.MSG.GET." + names.logStream(), which)
                .map(Optional::of)
                .recover(failure -> JetStreamException.is(failure, JetStreamException.MESSAGE_NOT_FOUND)
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(failure));
    }

    Future<Optional<Instant>> storedAt(long position) {
        return next(position - 1).map(found -> found.map(StoredMessages::storedAt));
    }

    Future<List<StoredRecord>> read(long after, int maxBytes) {
        return next(after).compose(first -> {
            List<StoredRecord> records = new ArrayList<>();
            if (first.isEmpty()) {
                return Future.succeededFuture(records);
            }
            StoredRecord record = StoredMessages.record(first.get(), names);
            records.add(record);
            return readOn(records, maxBytes - size(record), 1);
        });
    }

    private static int size(StoredRecord stored) {
        return LogRecord.HEADER_BYTES + stored.record().body().length();
    }

    /** Fetches the records behind those, as many as there is room for. */
    private Future<List<StoredRecord>> readOn(List<StoredRecord> records, int room, int atOnce) {
        if (room <= 0) {
            return Future.succeededFuture(records);
        }
        long from = records.get(records.size() - 1).position() + 1;
        List<Future<Optional<StoredRecord>>> asked =
                LongStream.range(from, from + atOnce).mapToObj(this::one).toList();
        return Future.all(asked).compose(all -> {
            int left = room;
            for (Future<Optional<StoredRecord>> each : asked) {
                if (each.result().isEmpty()) {
                    // The end, or a replica that does not know it yet.
                    return Future.succeededFuture(records);
                }
                StoredRecord record = each.result().get();
                left -= size(record);
                if (left < 0) {
                    return Future.succeededFuture(records);
                }
                records.add(record);
            }
            int average = Math.max(1, (room - left) / asked.size());
            return readOn(records, left, Math.max(1, Math.min(Math.min(MAX_AT_ONCE, atOnce * 2), left / average)));
        });
    }

    private Future<Optional<StoredRecord>> one(long position) {
        byte[] which = new JsonObject().put("seq", position).toBuffer().getBytes();
        return client.request("$JS.API.DIRECT.GET." + names.logStream(), null, which)
                .map(answer -> StoredMessages.isFound(answer)
                        ? Optional.of(StoredMessages.record(answer, names))
                        : Optional.empty());
    }

    Future<Void> truncateBefore(long position) {
        return NatsStreams.purge(client, names.logStream(), position, new JsonObject());
    }
}
