package io.codefleet.broker.file;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Handshake by which both ends of a connection prove that they can read the folder, without sending its secret: each answers
 * the other's random challenge with its authentication code.
 */
final class Handshake {
    static final int CHALLENGE_BYTES = 16;
    static final int PROOF_BYTES = 32;
    private static final String ALGORITHM = "HmacSHA256";
    private static final SecureRandom RANDOM = new SecureRandom();

    private Handshake() {}

    static Buffer random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return Buffer.buffer(random);
    }

    /** Returns the proof that its sender knows the secret: the code with which this role answers a challenge. */
    static byte[] proof(Buffer secret, String role, Buffer challenge) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(), ALGORITHM));
            mac.update(role.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(challenge.getBytes());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    static boolean isProof(Buffer secret, String role, Buffer challenge, Buffer proof) {
        return MessageDigest.isEqual(proof(secret, role, challenge), proof.getBytes());
    }
}
