package io.codefleet.broker.nats;

import io.vertx.core.json.JsonObject;

/** An error that JetStream has answered. */
final class JetStreamException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final int STREAM_NOT_FOUND = 10059;
    static final int MESSAGE_NOT_FOUND = 10037;
    static final int WRONG_LAST_SEQUENCE = 10071;
    static final int STREAM_NAME_IN_USE = 10058;
    /** The status of an answer that the server gives where nobody hears a subject. */
    static final int NOBODY = 503;

    private final int code;

    private JetStreamException(int code, String message) {
        super(message);
        this.code = code;
    }

    static JetStreamException of(JsonObject error) {
        int code = error.getInteger("err_code", error.getInteger("code", 0));
        return new JetStreamException(
                code, "JetStream answered \"" + error.getString("description", "") + "\" (" + code + ")");
    }

    /** Returns the exception for a subject without a subscriber. */
    static JetStreamException nobody(String subject) {
        return new JetStreamException(NOBODY, "no server hears " + subject + " now");
    }

    static boolean is(Throwable failure, int code) {
        return failure instanceof JetStreamException answered && answered.code == code;
    }
}
