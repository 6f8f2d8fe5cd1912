package io.codefleet.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
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
    void aSecretOfSeveralLinesIsMaskedInJsonToo() {
        SecretMask keys = new SecretMask(Map.of("APP_PRIVATE_KEY", "-----BEGIN\nabc\"def\n-----END"));

        assertThat(keys.apply(new JsonObject()
                        .put("content", "x -----BEGIN\nabc\"def\n-----END y")
                        .encode()))
                .isEqualTo("{\"content\":\"x *** y\"}");
    }

    @Test
    void eachHeaderForACollectorIsMasked() {
        SecretMask headers = new SecretMask(Map.of(
                "OTEL_EXPORTER_OTLP_TRACES_HEADERS", "x-auth=abc123%3D456, authorization=Basic%20dXNlcjpwYXNz",
                "OTHER_HEADERS", "x-plain=not-a-secret"));

        assertThat(headers.apply("x-auth: abc123=456 (abc123%3D456), Basic dXNlcjpwYXNz, dXNlcjpwYXNz not-a-secret"))
                .isEqualTo("x-auth: *** (***), ***, *** not-a-secret");
    }

    @Test
    void aLineBreakAtTheEndOfAVariableIsNoPartOfTheSecret() {
        assertThat(new SecretMask(Map.of("APP_PRIVATE_KEY", "-----BEGIN\nabc\n")).apply("x -----BEGIN\nabc"))
                .isEqualTo("x ***");
    }

    @Test
    void aTextIsNotCutWithinASecret() {
        SecretMask keys = new SecretMask(Map.of("ONE_KEY", "one two\nthree", "OTHER_KEY", "three four"));

        assertThat(safeEnd(keys, "this is a")).isEqualTo("this is a");
        assertThat(safeEnd(keys, "this is one two\nthr")).isEqualTo("this is ");
        // the end of one is the beginning of another: it is not cut there
        assertThat(safeEnd(keys, "this is one two\nthree fo")).isEqualTo("this is ");
        assertThat(safeEnd(keys, "this is one two\nthree is")).isEqualTo("this is one two\nthree is");
        assertThat(keys.safeEnd("this is one two\nthree", 16)).isEqualTo(8);
        assertThat(safeEnd(keys, "one")).isEmpty();
        assertThat(safeEnd(new SecretMask(Map.of()), "one")).isEqualTo("one");
    }

    private static String safeEnd(SecretMask mask, String text) {
        return text.substring(0, mask.safeEnd(text, text.length()));
    }

    @Test
    void formsOfSecretsAreMasked() {
        assertThat(mask.apply("cf_ab12_0123456789abcdef")).isEqualTo("***");
        assertThat(mask.apply("Authorization: Bearer abcdefghij")).isEqualTo("Authorization: Bearer ***");
        assertThat(mask.apply("redis://user:pass@host:6379/0")).isEqualTo("redis://***@host:6379/0");
        assertThat(mask.apply("https://host:8080/path")).isEqualTo("https://host:8080/path");
    }
}
