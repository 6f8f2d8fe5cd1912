package io.codefleet.control;

import io.codefleet.DocumentOwner;
import io.codefleet.codec.EncodedPayload;
import io.codefleet.codec.PayloadCodec;
import io.codefleet.codec.PayloadContext;
import io.codefleet.codec.PayloadKind;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.MalformedDataException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Base64;

/**
 * The codec of a control plane that has none of the keys of an encrypted fleet. It passes content on as it is stored: a prompt,
 * a result's text, an error's message or a reason is then {@code sealed:1:KEY_ID:BASE64}, which the dashboard decrypts in the
 * browser of a person who has the key.
 *
 * <p>Such a control plane shows the fleet and does not act on it: it cannot encrypt, so tasks, replays, reasons and commands are
 * refused with {@link InvalidInputException}. Documents of clients with keys, such as schedules, cannot be read; those of attempts,
 * such as transcripts, are passed on too. Its own documents, such as API keys, which hold hashes only, are stored in the clear. It is not for workers and drivers of runs: they
 * would take encrypted tasks and could only fail them. Thread-safe.
 */
public final class SealedContent implements PayloadCodec {
    /** What sealed content begins with. */
    public static final String PREFIX = "sealed:1:";

    /** The id under which this control plane stores its own documents; it names no key. */
    private static final String IN_THE_CLEAR = "in-the-clear";

    private SealedContent() {}

    /** Returns the codec, for {@link io.codefleet.CodefleetOptions#codec}. */
    public static PayloadCodec codec() {
        return new SealedContent();
    }

    @Override
    public EncodedPayload encode(PayloadContext context, Buffer content) {
        if (context.kind() != PayloadKind.DOCUMENT) {
            throw new InvalidInputException(
                    REFUSAL,
                    "has no key to encrypt " + context + "; use a client with the keys, this control plane only shows");
        }
        return new EncodedPayload(IN_THE_CLEAR, content);
    }

    @Override
    public Buffer decode(PayloadContext context, EncodedPayload encoded) {
        if (context.kind() == PayloadKind.DOCUMENT && encoded.keyId().equals(IN_THE_CLEAR)) {
            return encoded.bytes();
        }
        String sealed = PREFIX
                + encoded.keyId()
                + ':'
                + Base64.getEncoder().encodeToString(encoded.bytes().getBytes());
        JsonObject shown = new JsonObject();
        return switch (context.kind()) {
            case TASK ->
                shown.put("id", context.subject()).put("prompt", sealed).toBuffer();
            case RESULT -> shown.put("text", sealed).toBuffer();
            case ERROR -> shown.put("kind", "UNKNOWN").put("message", sealed).toBuffer();
            case PROGRESS ->
                shown.put("id", context.subject())
                        .put("at", 0)
                        .put("text", sealed)
                        .toBuffer();
            case CANCEL_REASON -> Buffer.buffer(Json.encode(sealed));
            case DOCUMENT -> ofAttempt(context, sealed);
            case CHECKPOINT, COMMAND, SUMMARY, LOG -> throw unreadable(context);
        };
    }

    /** Returns a document of an attempt as it is stored. Other documents are for programs, which need their content. */
    private static Buffer ofAttempt(PayloadContext context, String sealed) {
        if (!context.subject().startsWith(DocumentOwner.KIND_PREFIX)) {
            throw unreadable(context);
        }
        return Buffer.buffer(sealed);
    }

    private static MalformedDataException unreadable(PayloadContext context) {
        return new MalformedDataException(
                context.toString(), "it is encrypted, and this control plane has no keys", null);
    }

    @Override
    public Buffer fingerprint(PayloadContext context, Buffer content) {
        throw new InvalidInputException(REFUSAL, "has no key to compare " + context);
    }

    @Override
    public String toString() {
        return "SealedContent";
    }
}
