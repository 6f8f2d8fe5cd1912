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
        assertThatThrownBy(() -> good.roleClaim("")).hasMessageContaining("jwt.roleClaim");
        assertThatThrownBy(() -> good.roles(Map.of())).hasMessageContaining("jwt.roles");
        assertThatThrownBy(() -> good.clockSkew(Duration.ofMinutes(11))).hasMessageContaining("jwt.clockSkew");
    }

    @Test
    void theSecretIsNotShown() {
        assertThat(JwtOptions.ofSecret(SECRET, "i", "a").toString()).doesNotContain(SECRET);
    }
}
