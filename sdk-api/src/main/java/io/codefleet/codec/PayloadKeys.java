package io.codefleet.codec;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an {@link AesGcmCodec}: one that encrypts now, any number of older ones that still decrypt, and one for
 * fingerprints, which stays when the others are rotated. Immutable; its keys are never printed.
 *
 * <p>As text, one key a line (or with {@code ;} between, for an environment variable): its id and its 32 bytes in Base64, as
 * {@code openssl rand -base64 32} makes them. The first is the one that encrypts. Lines that begin with {@code #} are remarks.
 *
 * <pre>{@code
 * 2026-11      Zm9yIHRlc3RzIG9ubHkgLSAzMiBieXRlcyBvZiBrZXk=
 * 2026-05      b25seSBmb3IgdGVzdHMgLSAzMiBieXRlcyBvZiBrZXk=
 * fingerprint  c3RheXMgd2hlcmUgaXQgaXMsIDMyIGJ5dGVzIHRvbyE=
 * }</pre>
 */
@CheckReturnValue
public final class PayloadKeys {
    /** The id of the key for fingerprints. */
    public static final String FINGERPRINT = "fingerprint";

    private static final int KEY_BYTES = 32;
    private static final String MEND = "make one with openssl rand -base64 32";

    private final Map<String, SecretKey> keys;
    private final SecretKey fingerprintKey;

    private PayloadKeys(Map<String, SecretKey> keys, SecretKey fingerprintKey) {
        this.keys = Collections.unmodifiableMap(keys);
        this.fingerprintKey = fingerprintKey;
    }

    /**
     * Creates keys with one that encrypts, and the one for fingerprints.
     *
     * @param keyId letters, digits and {@code . _ -}, at most 64 characters
     * @param key 32 bytes
     * @param fingerprintKey 32 bytes, others than the key's
     * @throws InvalidInputException if a key has another length, or an id other characters
     */
    public static PayloadKeys of(String keyId, byte[] key, byte[] fingerprintKey) {
        return new PayloadKeys(with(new LinkedHashMap<>(), keyId, key), hmac(fingerprintKey));
    }

    /**
     * Reads keys from text, as of a file or an environment variable.
     *
     * @throws InvalidInputException if a line is malformed; the message names the line and never a key
     */
    public static PayloadKeys parse(String text) {
        Map<String, SecretKey> keys = new LinkedHashMap<>();
        SecretKey fingerprintKey = null;
        int number = 0;
        for (String line : text.split("[\n;]", -1)) {
            number++;
            String entry = line.strip();
            if (entry.isEmpty() || entry.startsWith("#")) {
                continue;
            }
            String[] parts = entry.split("\\s+", 2);
            try {
                byte[] key = bytes(parts);
                if (parts[0].equals(FINGERPRINT)) {
                    fingerprintKey = once(fingerprintKey, hmac(key));
                } else {
                    with(keys, parts[0], key);
                }
            } catch (InvalidInputException e) {
                throw new InvalidInputException("payloadKeys", "line " + number + ": " + e.getMessage(), e);
            }
        }
        if (keys.isEmpty() || fingerprintKey == null) {
            throw new InvalidInputException(
                    "payloadKeys",
                    "have " + (keys.isEmpty() ? "no key that encrypts" : "no key '" + FINGERPRINT + "'") + "; " + MEND
                            + " and write its line as: " + (keys.isEmpty() ? "2026-11" : FINGERPRINT) + " BASE64");
        }
        return new PayloadKeys(keys, fingerprintKey);
    }

    private static byte[] bytes(String[] parts) {
        if (parts.length < 2) {
            throw new InvalidInputException("key", "has no id or no value; write: ID BASE64");
        }
        try {
            return Base64.getDecoder().decode(parts[1]);
        } catch (IllegalArgumentException e) {
            // Its message may quote a part of the key.
            throw new InvalidInputException("key", "'" + parts[0] + "' is not Base64; " + MEND);
        }
    }

    private static SecretKey once(@Nullable SecretKey before, SecretKey key) {
        if (before != null) {
            throw new InvalidInputException("key", "'" + FINGERPRINT + "' is there twice; leave one out");
        }
        return key;
    }

    @CanIgnoreReturnValue
    private static Map<String, SecretKey> with(Map<String, SecretKey> keys, String keyId, byte[] key) {
        EncodedPayload.checkKeyId(keyId);
        if (keys.containsKey(keyId)) {
            throw new InvalidInputException("key", "'" + keyId + "' is there twice; each key has an id of its own");
        }
        keys.put(keyId, new SecretKeySpec(checked(key), "AES"));
        return keys;
    }

    private static SecretKey hmac(byte[] key) {
        return new SecretKeySpec(checked(key), "HmacSHA256");
    }

    private static byte[] checked(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new InvalidInputException(
                    "key", "has " + key.length + " bytes, must have " + KEY_BYTES + "; " + MEND);
        }
        return key;
    }

    /**
     * Returns a copy that encrypts with this key, and still reads with all previous ones.
     *
     * @throws InvalidInputException if the key has another length than 32 bytes, or its id is malformed or there already
     */
    public PayloadKeys rotatedTo(String keyId, byte[] key) {
        Map<String, SecretKey> rotated = with(new LinkedHashMap<>(), keyId, key);
        keys.forEach((id, old) -> with(rotated, id, old.getEncoded()));
        return new PayloadKeys(rotated, fingerprintKey);
    }

    /** Returns the id of the key that encrypts. */
    public String currentId() {
        return keys.keySet().iterator().next();
    }

    /** Returns the ids of all keys that can be read, the one that encrypts first. */
    public Set<String> ids() {
        return keys.keySet();
    }

    @Nullable
    SecretKey key(String keyId) {
        return keys.get(keyId);
    }

    SecretKey fingerprintKey() {
        return fingerprintKey;
    }

    /** Returns the ids of the keys, never the keys. */
    @Override
    public String toString() {
        return "PayloadKeys" + ids();
    }
}
