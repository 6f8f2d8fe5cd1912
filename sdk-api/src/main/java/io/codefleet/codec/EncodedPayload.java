package io.codefleet.codec;

import io.codefleet.error.InvalidInputException;
import io.vertx.core.buffer.Buffer;
import java.util.regex.Pattern;

/**
 * A payload as the broker sees it.
 *
 * @param keyId which key, or which way of encoding, it takes to read it: letters, digits and {@code . _ -}, at most 64
 *     characters. It is stored in the clear
 * @param bytes the rest
 */
public record EncodedPayload(String keyId, Buffer bytes) {
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** @throws InvalidInputException if the id of the key has other characters or is too long */
    public EncodedPayload {
        checkKeyId(keyId);
    }

    static void checkKeyId(String keyId) {
        if (!KEY_ID.matcher(keyId).matches()) {
            throw new InvalidInputException(
                    "keyId", "is malformed; use letters, digits and . _ -, at most 64 characters");
        }
    }
}
