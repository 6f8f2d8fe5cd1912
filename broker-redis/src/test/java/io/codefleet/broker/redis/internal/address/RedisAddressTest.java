package io.codefleet.broker.redis.internal.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.ParameterFile;
import io.codefleet.error.InvalidInputException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisAddressTest {
    private static RedisAddress of(String uri) {
        return RedisAddress.of(CodefleetOptions.of(uri));
    }

    @ParameterizedTest
    @CsvSource({
        "redis://host, redis://host:6379",
        "redis://host:7000/3, redis://host:7000/3",
        "REDISS://host, rediss://host:6379",
        "redis://[::1]:7000, redis://[::1]:7000",
        "redis-sentinel://a/main, redis-sentinel://a:26379/main",
        "'rediss-sentinel://me:secret@a:1,b:2/main/4?verifyHost=false', 'rediss-sentinel://a:1,b:2/main/4'",
        "'redis-cluster://a,b:7001', 'redis-cluster://a:6379,b:7001'",
        "rediss-cluster://:secret@a/?waitReplicas=1, rediss-cluster://a:6379"
    })
    void itsTextIsTheUriWithoutCredentialsAndOptions(String uri, String text) {
        assertThat(of(uri)).hasToString(text);
    }

    @Test
    void aPasswordStandsBehindAColon() {
        Credentials credentials = of("redis://:p%40ss%2Bword+@host").credentials();
        assertThat(credentials.user()).isEmpty();
        assertThat(credentials.password()).contains("p@ss+word+");
    }

    @Test
    void aUserStandsBeforeIt() {
        Credentials credentials = of("redis-cluster://me:secret@a,b").credentials();
        assertThat(credentials.user()).contains("me");
        assertThat(credentials.password()).contains("secret");
    }

    @Test
    void aPasswordMayStandInAFile() {
        Credentials credentials =
                of("redis://me@host?passwordFile=/run/secrets/redis").credentials();
        assertThat(credentials.user()).contains("me");
        assertThat(credentials.password()).isEmpty();
        assertThat(credentials.passwordFile()).contains(new ParameterFile("passwordFile", "/run/secrets/redis"));
    }

    @Test
    void sentinelsHaveCredentialsOfTheirOwn() {
        RedisAddress address =
                of("redis-sentinel://me:secret@a/main?sentinelUser=watch&sentinelPasswordFile=/run/watch");
        assertThat(address.credentials().user()).contains("me");
        assertThat(address.sentinelCredentials())
                .isEqualTo(new Credentials(
                        Optional.of("watch"),
                        Optional.empty(),
                        Optional.of(new ParameterFile("sentinelPasswordFile", "/run/watch"))));
    }

    @Test
    void certificatesAreNamedByOptions() {
        TlsOptions tls = of("rediss://host?ca=/etc/my%20ca.pem&cert=/c.pem&key=/k.pem")
                .tls()
                .orElseThrow();
        assertThat(tls.ca()).contains("/etc/my ca.pem");
        assertThat(tls.cert()).contains("/c.pem");
        assertThat(tls.key()).contains("/k.pem");
    }

    @Test
    void theHostNameIsVerifiedByDefault() {
        assertThat(of("rediss://host").tls().orElseThrow().verifyHost()).isTrue();
        assertThat(of("rediss://host?verifyHost=false").tls().orElseThrow().verifyHost())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"redis://me:secret@host", "'redis-cluster://me:secret@a:1,b:2'", "'redis-sentinel://:secret@a,b/main'"})
    void noTextFormContainsThePassword(String uri) {
        CodefleetOptions options = CodefleetOptions.of(uri);
        assertThat(options.toString()).doesNotContain("secret");
        assertThat(options.safeUri()).doesNotContain("secret").contains("***@");
        assertThat(of(uri).toString()).doesNotContain("secret");
        assertThat(of(uri).credentials().toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "redis:host, no host",
        "redis://:secret@, no host",
        "redis://host:99999, a port is a number",
        "redis://host/db, number of a database",
        "redis://host/1/2, number of a database",
        "'redis://a,b', redis-sentinel://",
        "redis-sentinel://a, does not name the master",
        "redis-sentinel://a/main/x, number of a database",
        "redis-cluster://a/1, no databases",
        "redis://host?timeout=3, 'known are ca, cert'",
        "redis://host?waitreplica=3, did you mean waitReplicas?",
        "redis://host?waitReplicas=x, a number from 0",
        "redis://host?waitReplicas=, gives no value",
        "redis://host?waitReplicas=1&waitReplicas=2, twice",
        "rediss://host?verifyHost=no, true or false",
        "rediss://host?cert=/c.pem, cert and key together",
        "redis://host?ca=/a.pem, begin the URI with rediss",
        "redis://host?sentinelUser=me, only redis-sentinel://",
        "redis://me:secret@host?passwordFile=/p, leave one of them out"
    })
    void unknownParametersAreRefusedByName(String uri, String remedy) {
        assertThatThrownBy(() -> of(uri))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("uri: ")
                .hasMessageContaining(remedy)
                .hasMessageNotContaining("secret");
    }
}
