package io.codefleet.broker.redis.internal.record;

import io.codefleet.broker.CancelReason;
import io.codefleet.broker.redis.internal.payload.Payloads;
import io.codefleet.codec.PayloadKind;
import io.codefleet.error.MalformedDataException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The reason of a cancel as it is stored: a JSON text, which is {@code with ID: REASON} for a task that is cancelled with an
 * ancestor. A reason that looks so by itself is stored as an object, so that the two are not confused. The first version reads and
 * wrote the texts.
 */
public final class CancelRecord {
    /** Ids have neither blanks nor colons. */
    private static final Pattern WITH_ANCESTOR = Pattern.compile("with ([^\\s:]+): (.*)", Pattern.DOTALL);

    private static final String REASON = "reason";

    private CancelRecord() {}

    /** Returns the stored form of a reason. */
    public static Buffer write(Payloads payloads, String taskId, CancelReason cancel) {
        return payloads.seal(PayloadKind.CANCEL_REASON, taskId, Json.encodeToBuffer(form(cancel)));
    }

    private static Object form(CancelReason cancel) {
        String reason = cancel.reason();
        if (cancel.ancestorId().isPresent()) {
            return "with " + cancel.ancestorId().get() + ": " + reason;
        }
        return WITH_ANCESTOR.matcher(reason).matches() ? new JsonObject().put(REASON, reason) : reason;
    }

    /**
     * Reads a reason from its stored form.
     *
     * @throws MalformedDataException if it is damaged
     */
    public static CancelReason read(Payloads payloads, String taskId, Buffer stored) {
        Object form;
        try {
            form = Json.decodeValue(payloads.open(PayloadKind.CANCEL_REASON, taskId, stored));
        } catch (DecodeException e) {
            throw new MalformedDataException("the cancel of task " + taskId, "its reason is not JSON", null);
        }
        if (form instanceof JsonObject object && object.getValue(REASON) instanceof String reason) {
            return CancelReason.of(reason);
        }
        String text = String.valueOf(form);
        Matcher withAncestor = WITH_ANCESTOR.matcher(text);
        return withAncestor.matches()
                ? CancelReason.ofAncestor(withAncestor.group(1), withAncestor.group(2))
                : CancelReason.of(text);
    }
}
