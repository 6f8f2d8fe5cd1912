package io.codefleet.broker.redis;

import io.codefleet.codec.PayloadKeys;
import java.util.Arrays;

/** Keys that protect nothing. */
final class TestKeys {
    static final PayloadKeys KEYS = PayloadKeys.of("old", key(1), key(9));
    static final PayloadKeys ROTATED = KEYS.rotatedTo("new", key(2));

    private TestKeys() {}

    private static byte[] key(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return key;
    }
}
