package io.codefleet.codec;

import io.codefleet.error.MalformedDataException;
import io.vertx.core.buffer.Buffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Objects;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts with AES-256 in Galois/Counter Mode as of NIST SP 800-38D: a random nonce of 96 bits for each payload (section 8.2.2),
 * a tag of 128 bits, the {@link PayloadContext} and the id of the key as associated data. Fingerprints are HMAC-SHA-256 with a key
 * of their own. Only the JDK's own cryptography is used.
 *
 * <p>By section 8.3 of that paper, no key may encrypt more than 2<sup>32</sup> payloads with random nonces, over all clients
 * and workers together. A task takes two or more (itself, its result or each error, each progress message, each checkpoint): a
 * fleet of a million tasks a day with a hundred messages each needs a new key every six weeks. Rotation: add the new key to the
 * keys of every process, behind the others; when all have it, make it the first one everywhere; take the old one out when what
 * it has encrypted is over its retention.
 */
public final class AesGcmCodec implements PayloadCodec {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final String MAC = "HmacSHA256";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final PayloadKeys keys;
    private final boolean readsPlain;
    private final SecureRandom random = new SecureRandom();

    private AesGcmCodec(PayloadKeys keys, boolean readsPlain) {
        this.keys = keys;
        this.readsPlain = readsPlain;
    }

    /** Encrypts with the current one of these keys, and reads what any of them has encrypted, and what is stored plain. */
    public static AesGcmCodec of(PayloadKeys keys) {
        return new AesGcmCodec(keys, true);
    }

    /**
     * Returns a copy that refuses content that is stored plain. A client that can write to the broker, but has no key, can
     * then bring no task to run. Use it for a fleet that was encrypted from the start, or whose plain tasks are over their
     * retention.
     */
    public AesGcmCodec refusingPlain() {
        return new AesGcmCodec(keys, false);
    }

    @Override
    public boolean readsPlain() {
        return readsPlain;
    }

    @Override
    public EncodedPayload encode(PayloadContext context, Buffer content) {
        String keyId = keys.currentId();
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] plain = content.getBytes();
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keyId, keys.key(keyId), nonce, context);
            byte[] frame = new byte[NONCE_BYTES + cipher.getOutputSize(plain.length)];
            System.arraycopy(nonce, 0, frame, 0, NONCE_BYTES);
            cipher.doFinal(plain, 0, plain.length, frame, NONCE_BYTES);
            return new EncodedPayload(keyId, Buffer.buffer(frame));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK cannot encrypt by " + CIPHER, e);
        }
    }

    @Override
    public Buffer decode(PayloadContext context, EncodedPayload encoded) {
        SecretKey key = keys.key(encoded.keyId());
        if (key == null) {
            throw new MalformedDataException(
                    context.toString(),
                    "it is encrypted with key '" + encoded.keyId() + "', and this process has only " + keys.ids()
                            + "; add that key",
                    null);
        }
        byte[] frame = encoded.bytes().getBytes();
        if (frame.length < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
            throw changed(context, null);
        }
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, encoded.keyId(), key, frame, context);
            return Buffer.buffer(cipher.doFinal(frame, NONCE_BYTES, frame.length - NONCE_BYTES));
        } catch (AEADBadTagException e) {
            throw changed(context, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK cannot decrypt by " + CIPHER, e);
        }
    }

    private static MalformedDataException changed(PayloadContext context, @Nullable Exception cause) {
        return new MalformedDataException(
                context.toString(), "its ciphertext was changed, or belongs to another task or namespace", cause);
    }

    /**
     * Creates a cipher for one payload.
     *
     * @param nonce the bytes that begin with the nonce
     */
    private static Cipher cipher(int mode, String keyId, @Nullable SecretKey key, byte[] nonce, PayloadContext context)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, Objects.requireNonNull(key), new GCMParameterSpec(TAG_BITS, nonce, 0, NONCE_BYTES));
        cipher.updateAAD(context.bytes());
        cipher.updateAAD(Buffer.buffer(keyId).getBytes());
        return cipher;
    }

    @Override
    public Buffer fingerprint(PayloadContext context, Buffer content) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(keys.fingerprintKey());
            mac.update(context.bytes());
            return Buffer.buffer(mac.doFinal(content.getBytes()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no " + MAC, e);
        }
    }

    /** Returns the ids of its keys, never the keys. */
    @Override
    public String toString() {
        return "AesGcmCodec[" + keys.ids() + (readsPlain ? "]" : ", refusing plain]");
    }
}
