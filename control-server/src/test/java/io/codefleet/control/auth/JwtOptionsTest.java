package io.codefleet.control.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.error.InvalidInputException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtOptionsTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @ParameterizedTest
    @ValueSource(strings = {"http://issuer.example/keys", "file:///keys", "keys", "http://127.0.0.1.example/keys"})
    void keysThatSomebodyCouldChangeOnTheWayAreRefused(String address) {
        assertThatThrownBy(() -> JwtOptions.ofKeySet(URI.create(address), "i", "a"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("jwt.keySet");
    }

    @Test
    void aFaultNamesItsField() {
        JwtOptions good = JwtOptions.ofSecret(SECRET, "i", "a");
        assertThatThrownBy(() -> JwtOptions.ofSecret("short", "i", "a")).hasMessageContaining("jwt.secret");
        assertThatThrownBy(() -> JwtOptions.ofSecret(SECRET, " ", "a")).hasMessageContaining("jwt.issuer");
        assertThatThrownBy(() -> JwtOptions.ofSecret(SECRET, "i", "")).hasMessageContaining("jwt.audience");
        assertThatThrownBy(() -> good.toBuilder().roleClaim("").build()).hasMessageContaining("jwt.roleClaim");
        assertThatThrownBy(() -> good.toBuilder().roles(Map.of()).build()).hasMessageContaining("jwt.roles");
        assertThatThrownBy(
                        () -> good.toBuilder().clockSkew(Duration.ofMinutes(11)).build())
                .hasMessageContaining("jwt.clockSkew");
    }

    @Test
    void whatIsMissingIsNamed() {
        JwtOptions.Builder given = JwtOptions.builder().issuer("i").audience("a");
        assertThatThrownBy(given::build).hasMessageContaining("needs the address of a key set or a secret");
        assertThatThrownBy(() -> given.secret(SECRET)
                        .keySet(URI.create("https://i.example/keys"))
                        .build())
                .hasMessageContaining("and not both");
        assertThatThrownBy(
                        () -> JwtOptions.builder().secret(SECRET).audience("a").build())
                .hasMessageContaining("jwt.issuer");
    }

    @Test
    void aCopyDiffersByWhatWasSetOnly() {
        JwtOptions one = JwtOptions.ofSecret(SECRET, "i", "a");
        assertThat(one.toBuilder().build()).isEqualTo(one).hasSameHashCodeAs(one);
        JwtOptions other = one.toBuilder().namespacesClaim(null).build();
        assertThat(other).isNotEqualTo(one);
        assertThat(other.toBuilder().namespacesClaim("codefleet_namespaces").build())
                .isEqualTo(one);
    }

    @Test
    void theSecretIsNotShown() {
        assertThat(JwtOptions.ofSecret(SECRET, "i", "a").toString()).doesNotContain(SECRET);
    }
}
