package io.codefleet.launcher.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretMaskTest {
    private final SecretMask mask =
            new SecretMask(Map.of("MODEL_API_KEY", "abc123456789", "HOME", "/home/ann-the-long", "A_TOKEN", "short"));

    @Test
    void valuesOfSecretVariablesAreMasked() {
        assertThat(mask.apply("key abc123456789 of /home/ann-the-long is short"))
                .isEqualTo("key *** of /home/ann-the-long is short");
    }

    @Test
    void formsOfSecretsAreMasked() {
        assertThat(mask.apply("cf_ab12_0123456789abcdef")).isEqualTo("***");
        assertThat(mask.apply("Authorization: Bearer abcdefghij")).isEqualTo("Authorization: Bearer ***");
        assertThat(mask.apply("redis://user:pass@host:6379/0")).isEqualTo("redis://***@host:6379/0");
        assertThat(mask.apply("https://host:8080/path")).isEqualTo("https://host:8080/path");
    }
}
