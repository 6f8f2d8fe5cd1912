package io.codefleet.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.redis.connection.RedisAddress;
import io.codefleet.error.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisAddressTest {
    private static RedisAddress of(String uri) {
        return RedisAddress.of(CodefleetOptions.of(uri));
    }

    @Test
    void theDefaultPortIsThatOfRedis() {
        assertThat(of("redis://host").endpoint()).isEqualTo("redis://host:6379");
    }

    @Test
    void thePathIsTheDatabase() {
        assertThat(of("redis://host:7000/3").endpoint()).isEqualTo("redis://host:7000/3");
    }

    @Test
    void aPasswordStandsBehindAColon() {
        RedisAddress address = of("redis://:p%40ss%2Bword+@host");
        assertThat(address.user()).isEmpty();
        assertThat(address.password()).contains("p@ss+word+");
    }

    @Test
    void aUserStandsBeforeIt() {
        RedisAddress address = of("rediss://me:secret@host");
        assertThat(address.user()).contains("me");
        assertThat(address.password()).contains("secret");
        assertThat(address.tls()).isTrue();
    }

    @Test
    void itsTextHoldsNoPassword() {
        assertThat(of("redis://me:secret@host").toString()).doesNotContain("secret");
    }

    @Test
    void certificatesAreNamedByAQuery() {
        assertThat(of("rediss://host?ca=/etc/my%20ca.pem").ca()).contains("/etc/my ca.pem");
    }

    @ParameterizedTest
    @CsvSource({
        "redis:host, no host",
        "redis://host/db, number of a database",
        "redis://host/1/2, number of a database",
        "redis://host?timeout=3, only ?ca=",
        "rediss://host?ca=a&b=c, only ?ca=",
        "redis://host?ca=/a.pem, rediss://"
    })
    void whatIsNotUnderstoodIsRefusedByName(String uri, String mend) {
        assertThatThrownBy(() -> of(uri))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("uri: ")
                .hasMessageContaining(mend);
    }
}
