package io.codefleet.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.error.InvalidInputException;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadKeysTest {
    private static final String A = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=";
    private static final String B = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=";
    private static final String F = "RkZGRkZGRkZGRkZGRkZGRkZGRkZGRkZGRkZGRkZGRkY=";

    @Test
    void theFirstKeyEncryptsAndTheOthersAreRead() {
        PayloadKeys keys = PayloadKeys.parse(
                "# keys of the fleet\n\n2026-11 " + A + "\n  2026-05\t" + B + "  \r\nfingerprint " + F + "\n");

        assertThat(keys.currentId()).isEqualTo("2026-11");
        assertThat(keys.ids()).containsExactly("2026-11", "2026-05");
    }

    @Test
    void semicolonsStandForLineEndsInAVariable() {
        assertThat(PayloadKeys.parse("fingerprint " + F + ";k1 " + A + ";k2 " + B)
                        .ids())
                .containsExactly("k1", "k2");
    }

    @Test
    void aRotationPutsTheNewKeyFirst() {
        PayloadKeys keys = PayloadKeys.parse("k1 " + A + ";fingerprint " + F);

        assertThat(keys.rotatedTo("k2", Base64.getDecoder().decode(B)).ids()).containsExactly("k2", "k1");
        assertThatThrownBy(() -> keys.rotatedTo("k1", Base64.getDecoder().decode(B)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'k1' is there twice");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fingerprint FFFF                 | no key that encrypts",
                "k1 AAAA                          | no key 'fingerprint'",
                "k1                               | line 1: key: has no id or no value",
                "fingerprint FFFF;k1 c2hvcnQ=     | line 2: key: has 5 bytes, must have 32",
                "fingerprint FFFF;k1 s3cret!      | line 2: key: 'k1' is not Base64",
                "fingerprint FFFF;k/1 AAAA        | line 2: keyId: is malformed",
                "k1 AAAA;k1 BBBB;fingerprint FFFF | line 2: key: 'k1' is there twice",
                "fingerprint FFFF;fingerprint AAAA| line 2: key: 'fingerprint' is there twice"
            })
    void anErrorNamesItsLineAndTheRemedy(String text, String message) {
        String keys = text.replace("AAAA", A).replace("BBBB", B).replace("FFFF", F);

        assertThatThrownBy(() -> PayloadKeys.parse(keys))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain(A, B, F, "s3cret", "c2hvcnQ");
    }

    @Test
    void keysAreNeverPrinted() {
        assertThat(PayloadKeys.parse("k1 " + A + ";fingerprint " + F)).hasToString("PayloadKeys[k1]");
    }
}
