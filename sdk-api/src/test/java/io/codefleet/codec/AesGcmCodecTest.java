package io.codefleet.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.error.MalformedDataException;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AesGcmCodecTest {
    private static final PayloadContext PLACE = new PayloadContext("ns", "t", PayloadKind.TASK);
    private static final Buffer CONTENT = Buffer.buffer("the recipe of the sauce");
    private static final PayloadKeys OLD = PayloadKeys.of("old", key(1), key(9));
    private static final PayloadKeys ROTATED = OLD.rotatedTo("new", key(2));

    private final AesGcmCodec codec = AesGcmCodec.of(OLD);

    private static byte[] key(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return key;
    }

    private static PayloadContext elsewhere(String namespace, String subject, PayloadKind kind) {
        return new PayloadContext(namespace, subject, kind);
    }

    private void assertUnreadable(AesGcmCodec reader, PayloadContext context, EncodedPayload encoded, String... words) {
        assertThatThrownBy(() -> reader.decode(context, encoded))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void encodedContentIsDecodedUnchanged() {
        EncodedPayload encoded = codec.encode(PLACE, CONTENT);

        assertThat(encoded.keyId()).isEqualTo("old");
        assertThat(encoded.bytes().toString(StandardCharsets.ISO_8859_1)).doesNotContain("sauce");
        assertThat(codec.decode(PLACE, encoded)).isEqualTo(CONTENT);
    }

    @Test
    void emptyAndLargeContentIsReadAgain() {
        for (Buffer content : new Buffer[] {Buffer.buffer(), Buffer.buffer("ü".repeat(1 << 20))}) {
            assertThat(codec.decode(PLACE, codec.encode(PLACE, content))).isEqualTo(content);
        }
    }

    @Test
    void aVectorThatAnotherProgramMadeIsRead() {
        // By Python's cryptography: AESGCM(bytes([1]) * 32).encrypt(bytes(12), b"hello", aad), where aad is the place
        // and the
        // id of the key.
        byte[] bytes = HexFormat.of().parseHex("000000000000000000000000d750f4b01a1ee684f68fdec7f29be0b4cb795caa64");

        assertThat(codec.decode(PLACE, new EncodedPayload("old", Buffer.buffer(bytes))))
                .isEqualTo(Buffer.buffer("hello"));
    }

    @Test
    void noTwoPayloadsAreEqual() {
        Set<Buffer> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            seen.add(codec.encode(PLACE, CONTENT).bytes().slice(0, 12).copy());
        }

        assertThat(seen).hasSize(1000);
    }

    @Test
    void aPayloadIsReadNowhereElse() {
        EncodedPayload encoded = codec.encode(PLACE, CONTENT);

        assertUnreadable(codec, elsewhere("ns", "u", PayloadKind.TASK), encoded, "task of u", "belongs to another");
        assertUnreadable(codec, elsewhere("other", "t", PayloadKind.TASK), encoded, "belongs to another");
        assertUnreadable(codec, elsewhere("ns", "t", PayloadKind.RESULT), encoded, "belongs to another");
        assertUnreadable(codec, elsewhere("n", "st", PayloadKind.TASK), encoded, "belongs to another");
    }

    @Test
    void everyChangedByteIsNoticed() {
        byte[] bytes = codec.encode(PLACE, CONTENT).bytes().getBytes();
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            assertUnreadable(codec, PLACE, new EncodedPayload("old", Buffer.buffer(changed)), "was changed");
        }
        for (int length = 0; length < bytes.length; length++) {
            Buffer cut = Buffer.buffer(Arrays.copyOf(bytes, length));
            assertUnreadable(codec, PLACE, new EncodedPayload("old", cut), "was changed");
        }
    }

    @Test
    void aPayloadUnderTheIdOfAnotherKeyIsNotRead() {
        EncodedPayload encoded = codec.encode(PLACE, CONTENT);

        assertUnreadable(AesGcmCodec.of(ROTATED), PLACE, new EncodedPayload("new", encoded.bytes()), "was changed");
    }

    @Test
    void afterARotationBothKeysReadAndTheNewOneWrites() {
        AesGcmCodec rotated = AesGcmCodec.of(ROTATED);

        assertThat(rotated.decode(PLACE, codec.encode(PLACE, CONTENT))).isEqualTo(CONTENT);
        assertThat(rotated.encode(PLACE, CONTENT).keyId()).isEqualTo("new");
    }

    @Test
    void aKeyThatIsNotThereIsNamed() {
        EncodedPayload encoded = AesGcmCodec.of(ROTATED).encode(PLACE, CONTENT);

        assertUnreadable(codec, PLACE, encoded, "task of t", "'new'", "[old]", "add that key");
    }

    @Test
    void fingerprintsStayThroughARotation() {
        assertThat(AesGcmCodec.of(ROTATED).fingerprint(PLACE, CONTENT)).isEqualTo(codec.fingerprint(PLACE, CONTENT));
    }

    @Test
    void fingerprintsDependOnContentContextAndKey() {
        Buffer fingerprint = codec.fingerprint(PLACE, CONTENT);
        AesGcmCodec otherKey = AesGcmCodec.of(PayloadKeys.of("old", key(1), key(8)));

        assertThat(codec.fingerprint(PLACE, Buffer.buffer("other"))).isNotEqualTo(fingerprint);
        assertThat(codec.fingerprint(elsewhere("other", "t", PayloadKind.TASK), CONTENT))
                .isNotEqualTo(fingerprint);
        assertThat(otherKey.fingerprint(PLACE, CONTENT)).isNotEqualTo(fingerprint);
    }

    @Test
    void plainContentIsReadUnlessItIsRefused() {
        assertThat(codec.readsPlain()).isTrue();
        assertThat(codec.refusingPlain().readsPlain()).isFalse();
    }

    @Test
    void itsTextNamesKeysByTheirIdsOnly() {
        assertThat(AesGcmCodec.of(ROTATED).refusingPlain()).hasToString("AesGcmCodec[[new, old], refusing plain]");
    }
}
