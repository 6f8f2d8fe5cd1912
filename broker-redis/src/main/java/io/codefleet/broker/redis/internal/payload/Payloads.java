package io.codefleet.broker.redis.internal.payload;

import io.codefleet.CodefleetOptions;
import io.codefleet.codec.EncodedPayload;
import io.codefleet.codec.PayloadCodec;
import io.codefleet.codec.PayloadContext;
import io.codefleet.codec.PayloadKind;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.MalformedDataException;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Takes content through the codec of the options, where there is one. What it gives is stored as {@code ~1:key id:Base64},
 * without spaces and line ends, as it becomes a part of lines; content without a codec is JSON, which begins otherwise.
 */
public final class Payloads {
    private static final String MARK = "~1:";
    private static final int FINGERPRINT_BYTES = 16;

    private final String namespace;
    private final @Nullable PayloadCodec codec;

    /** Creates the payloads of the options' namespace, with their codec. */
    public Payloads(CodefleetOptions options) {
        this.namespace = options.namespace();
        this.codec = options.codec().orElse(null);
    }

    /** Returns whether content is encrypted, or otherwise encoded, by a codec. */
    public boolean hasCodec() {
        return codec != null;
    }

    private PayloadContext place(PayloadKind kind, String subject) {
        return new PayloadContext(namespace, subject, kind);
    }

    /**
     * Returns the form in which the content is stored.
     *
     * @param subject the id of the task; empty for what belongs to none
     * @throws InvalidInputException if the host's codec failed
     */
    public Buffer seal(PayloadKind kind, String subject, Buffer content) {
        if (codec == null) {
            return content;
        }
        PayloadContext context = place(kind, subject);
        try {
            EncodedPayload encoded = codec.encode(context, content);
            String text = Base64.getEncoder().encodeToString(encoded.bytes().getBytes());
            return Buffer.buffer(MARK + encoded.keyId() + ':' + text);
        } catch (RuntimeException e) {
            throw codecFailed(context, e);
        }
    }

    /**
     * Returns the exception for a failure of the codec. A refusal of the codec says itself what is missing. Of any other
     * failure it names no more than the type, as its message may quote the content.
     */
    private static InvalidInputException codecFailed(PayloadContext context, RuntimeException failure) {
        if (failure instanceof InvalidInputException refusal && refusal.field().equals(PayloadCodec.REFUSAL)) {
            return refusal;
        }
        return new InvalidInputException(
                "codec",
                "could not encode " + context + " (" + failure.getClass().getSimpleName() + ")",
                failure);
    }

    /**
     * Returns the content of the stored form.
     *
     * @param subject the id of the task; empty for what belongs to none
     * @throws MalformedDataException if it cannot be read
     */
    public Buffer open(PayloadKind kind, String subject, Buffer stored) {
        if (!isSealed(stored)) {
            return plain(kind, subject, stored);
        }
        PayloadContext context = place(kind, subject);
        if (codec == null) {
            throw new MalformedDataException(
                    context.toString(), "it is encoded, and this process has no codec; give it the keys", null);
        }
        try {
            return codec.decode(context, encoded(context, stored.toString()));
        } catch (MalformedDataException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new MalformedDataException(
                    context.toString(), "its codec failed (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    private static boolean isSealed(Buffer stored) {
        return stored.length() >= MARK.length()
                && stored.getString(0, MARK.length()).equals(MARK);
    }

    /**
     * Returns content that is stored plain, unless the codec refuses it. Errors that the scripts write hold no content, and
     * are plain in any case.
     */
    private Buffer plain(PayloadKind kind, String subject, Buffer stored) {
        if (codec != null && !codec.readsPlain() && kind != PayloadKind.ERROR && stored.length() > 0) {
            throw new MalformedDataException(
                    place(kind, subject).toString(), "it is stored plain, which the codec refuses", null);
        }
        return stored;
    }

    private static EncodedPayload encoded(PayloadContext context, String text) {
        int end = text.indexOf(':', MARK.length());
        try {
            Buffer bytes = Buffer.buffer(Base64.getDecoder().decode(text.substring(end + 1)));
            return new EncodedPayload(text.substring(MARK.length(), Math.max(MARK.length(), end)), bytes);
        } catch (InvalidInputException | IllegalArgumentException e) {
            throw new MalformedDataException(context.toString(), "its encoded form is damaged", null);
        }
    }

    /**
     * Returns a fingerprint of a task's body; without a codec, the first half of its SHA-256.
     *
     * @throws InvalidInputException if the host's codec failed
     */
    public String fingerprint(String taskId, Buffer body) {
        byte[] joined = codec == null ? sha256(body) : keyed(codec, place(PayloadKind.TASK, taskId), body);
        byte[] kept = Arrays.copyOf(joined, Math.min(joined.length, FINGERPRINT_BYTES));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(kept);
    }

    private static byte[] keyed(PayloadCodec codec, PayloadContext context, Buffer body) {
        try {
            return codec.fingerprint(context, body).getBytes();
        } catch (RuntimeException e) {
            throw codecFailed(context, e);
        }
    }

    private static byte[] sha256(Buffer body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body.getBytes());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
