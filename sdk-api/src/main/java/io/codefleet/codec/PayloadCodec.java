package io.codefleet.codec;

import io.vertx.core.buffer.Buffer;

/**
 * Turns content (prompts, contexts, results, errors, progress, checkpoints, reasons) into what a broker outside this process may
 * see, and back. {@link AesGcmCodec} encrypts; a host may bring its own. All clients and workers of a namespace need one that
 * reads what the others write.
 *
 * <p>Methods are called from event loops, several at a time: they must not block (fetch keys beforehand), and take about as
 * long as the content is large. What they throw fails the one task that they were called for.
 */
public interface PayloadCodec {
    /** The field of the {@link io.codefleet.error.InvalidInputException} by which a codec refuses to encode. */
    String REFUSAL = "codec";

    /**
     * Returns the content as the broker may see it.
     *
     * @throws io.codefleet.error.InvalidInputException with the field {@value #REFUSAL} to refuse it; the caller sees its message,
     *     which must not quote the content. Of another exception the caller sees the type only
     */
    EncodedPayload encode(PayloadContext context, Buffer content);

    /**
     * Returns the content that was given to {@link #encode} with an equal place.
     *
     * @throws io.codefleet.error.MalformedDataException if it cannot be read: the key is not known, or the payload was changed
     *     or belongs to another place
     */
    Buffer decode(PayloadContext context, EncodedPayload encoded);

    /**
     * Returns a fingerprint, by which the broker sees whether a task that is submitted again has the same content. It is equal
     * for equal contexts and contents, on every client and with every encoding key. It must not reveal the content to a reader
     * without the keys, so a plain hash is not enough. The broker uses its first 16 bytes.
     */
    Buffer fingerprint(PayloadContext context, Buffer content);

    /**
     * Returns whether the codec reads content that was stored plain, before the fleet had a codec. While it does, a client
     * that can write to the broker can store a task there that nobody encrypted.
     */
    default boolean readsPlain() {
        return true;
    }
}
