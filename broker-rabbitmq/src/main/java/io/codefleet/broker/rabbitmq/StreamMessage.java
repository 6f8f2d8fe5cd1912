package io.codefleet.broker.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Delivery;
import io.codefleet.error.MalformedDataException;
import io.vertx.core.buffer.Buffer;

/**
 * A message of a stream.
 *
 * @param offset its place, from 0 on
 * @param type what it is: one of the constants here
 * @param id the id, different for each of its type
 * @param body its content
 */
record StreamMessage(long offset, String type, String id, Buffer body) {
    /** A record of the log. */
    static final String RECORD = "record";
    /** No content: who reads it knows that the stream had ended there. */
    static final String MARKER = "marker";
    /** A piece of a snapshot; its id is the number. */
    static final String PIECE = "piece";
    /** A snapshot is being written; its id is the name. */
    static final String BEGUN = "begun";
    /** A snapshot is complete; its id is the name. */
    static final String MANIFEST = "manifest";

    static StreamMessage of(String stream, Delivery delivery) {
        BasicProperties properties = delivery.getProperties();
        Object offset =
                properties.getHeaders() == null ? null : properties.getHeaders().get("x-stream-offset");
        if (!(offset instanceof Number number) || properties.getType() == null || properties.getMessageId() == null) {
            throw new MalformedDataException(
                    "the stream " + stream, "it has a message that is not one of Codefleet; delete it there", null);
        }
        return new StreamMessage(
                number.longValue(), properties.getType(), properties.getMessageId(), Buffer.buffer(delivery.getBody()));
    }

    boolean is(String what) {
        return type.equals(what);
    }

    static BasicProperties properties(String type, String id) {
        return new BasicProperties.Builder().type(type).messageId(id).build();
    }
}
