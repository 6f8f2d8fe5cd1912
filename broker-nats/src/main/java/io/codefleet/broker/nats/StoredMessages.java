package io.codefleet.broker.nats;

import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.StoredRecord;
import io.codefleet.error.MalformedDataException;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/** Reads the messages of a stream out of the two forms in which servers give them. */
final class StoredMessages {
    private static final String SEQUENCE = "Nats-Sequence";

    private StoredMessages() {}

    /** Returns the content of a message, from the answer of the leader of a stream. */
    static Buffer content(JsonObject answer) {
        String data = message(answer).getString("data", "");
        return Buffer.buffer(Base64.getDecoder().decode(data));
    }

    /** Returns a record, from the answer of the leader of a stream. */
    static StoredRecord record(JsonObject answer, NatsNames names) {
        return record(message(answer).getLong("seq"), content(answer), names);
    }

    /** Returns when a record was stored, from the answer of the leader of a stream. */
    static Instant storedAt(JsonObject answer) {
        try {
            return Instant.parse(message(answer).getString("time"));
        } catch (DateTimeException e) {
            throw new MalformedDataException("the time of a stored record", "it is not a time", e);
        }
    }

    private static JsonObject message(JsonObject answer) {
        JsonObject message = answer.getJsonObject("message");
        if (message == null) {
            throw new MalformedDataException("the answer of the NATS server", "it has no message", null);
        }
        return message;
    }

    /** Returns whether the answer of a replica holds a message. */
    static boolean isFound(Message direct) {
        Headers headers = direct.getHeaders();
        return !direct.isStatusMessage() && headers != null && headers.containsKey(SEQUENCE);
    }

    /** Returns a record, from the answer of a replica. */
    static StoredRecord record(Message direct, NatsNames names) {
        String sequence = String.valueOf(direct.getHeaders().getFirst(SEQUENCE));
        try {
            return record(Long.parseLong(sequence), Buffer.buffer(direct.getData()), names);
        } catch (NumberFormatException e) {
            throw new MalformedDataException("the answer of the NATS server", "its sequence is " + sequence, e);
        }
    }

    private static StoredRecord record(long position, Buffer bytes, NatsNames names) {
        String what = "record " + position + " of the stream " + names.logStream();
        return new StoredRecord(position, LogRecord.decode(what, bytes));
    }
}
