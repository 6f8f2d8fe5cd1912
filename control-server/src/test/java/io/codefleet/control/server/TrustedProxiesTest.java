package io.codefleet.control.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.error.InvalidInputException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    private static final String PROXY = "10.1.2.3";
    private static final TrustedProxies TRUSTED =
            TrustedProxies.of(List.of("10.0.0.0/8", "2001:db8:1::/48", "192.0.2.7"));

    private static RequestSource source(String peer, String... namesAndValues) {
        MultiMap headers = HttpHeaders.headers();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return TRUSTED.source(new RequestSource(peer, false, "inner:8080"), headers);
    }

    private static String address(String header, String value) {
        return source(PROXY, header, value).address();
    }

    @ParameterizedTest
    @ValueSource(strings = {"11.0.0.1", "203.0.113.9", "192.0.2.8", "2001:db8:2::1", "::1", "unknown"})
    void headersOfAStrangerAreIgnored(String peer) {
        RequestSource direct = new RequestSource(peer, false, "inner:8080");
        assertThat(source(
                        peer,
                        "X-Forwarded-For",
                        "198.51.100.1",
                        "X-Forwarded-Proto",
                        "https",
                        "X-Forwarded-Host",
                        "fleet.example"))
                .isEqualTo(direct);
        assertThat(source(peer)).isEqualTo(direct);
    }

    @ParameterizedTest
    @CsvSource({"10.255.0.1", "2001:db8:1:ffff::1", "192.0.2.7", "::ffff:10.0.0.1"})
    void aProxyOfANetworkGivesTheClient(String peer) {
        assertThat(source(
                        peer,
                        "X-Forwarded-For",
                        "198.51.100.1",
                        "X-Forwarded-Proto",
                        "https",
                        "X-Forwarded-Host",
                        "fleet.example:8443"))
                .isEqualTo(new RequestSource("198.51.100.1", true, "fleet.example:8443"));
    }

    @Test
    void whatTheClientPutBeforeTheListDoesNotCount() {
        assertThat(address("X-Forwarded-For", "1.1.1.1, 198.51.100.1")).isEqualTo("198.51.100.1");
        assertThat(address("X-Forwarded-For", "1.1.1.1, 198.51.100.1, 10.9.9.9"))
                .isEqualTo("198.51.100.1");
        assertThat(source(PROXY, "X-Forwarded-For", "1.1.1.1", "X-Forwarded-For", "198.51.100.1")
                        .address())
                .isEqualTo("198.51.100.1");
        assertThat(address("Forwarded", "for=1.1.1.1, for=198.51.100.1;proto=https"))
                .isEqualTo("198.51.100.1");
    }

    @Test
    void aListOfProxiesEndsAtItsBegin() {
        assertThat(address("X-Forwarded-For", "10.4.4.4, 10.5.5.5")).isEqualTo("10.4.4.4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "198.51.100.1 | 198.51.100.1",
                "198.51.100.1:4711 | 198.51.100.1",
                "2001:db8::9 | 2001:db8:0:0:0:0:0:9",
                "[2001:db8::9]:80 | 2001:db8:0:0:0:0:0:9",
                "unknown | 10.1.2.3",
                "host.example | 10.1.2.3",
                "1.2.3.4.5 | 10.1.2.3",
                ",, | 10.1.2.3"
            })
    void anAddressIsReadAndANameIsNot(String value, String expected) {
        assertThat(address("X-Forwarded-For", value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "for=198.51.100.1 | 198.51.100.1",
                "FOR=\"198.51.100.1:99\" ; by=10.0.0.1 | 198.51.100.1",
                "for=\"[2001:db8::9]:4711\";host=\"a,b\" | 2001:db8:0:0:0:0:0:9",
                "for=_hidden | 10.1.2.3",
                "for=unknown | 10.1.2.3",
                "proto=https | 10.1.2.3",
                "nonsense | 10.1.2.3",
                "for=\"198.51.100.1 | 10.1.2.3"
            })
    void theStandardHeaderIsRead(String value, String expected) {
        assertThat(address("Forwarded", value)).isEqualTo(expected);
    }

    @Test
    void theHopOfTheClientGivesItsSchemeAndHost() {
        RequestSource outer = new RequestSource("198.51.100.1", true, "fleet.example");
        assertThat(source(
                        PROXY,
                        "Forwarded",
                        "for=198.51.100.1;proto=https;host=fleet.example, for=10.4.4.4;proto=http;host=middle"))
                .isEqualTo(outer);
        assertThat(source(
                        PROXY,
                        "X-Forwarded-For",
                        "198.51.100.1, 10.4.4.4",
                        "X-Forwarded-Proto",
                        "https, http",
                        "X-Forwarded-Host",
                        "fleet.example, middle"))
                .isEqualTo(outer);
    }

    /** The proxy writes one of the forms, and passes on what the client wrote in the other. */
    @Test
    void ofTwoFormsThatDifferNeitherCounts() {
        RequestSource direct = new RequestSource(PROXY, false, "inner:8080");
        assertThat(source(
                        PROXY,
                        "Forwarded",
                        "for=1.1.1.1",
                        "X-Forwarded-For",
                        "198.51.100.1",
                        "X-Forwarded-Proto",
                        "https"))
                .isEqualTo(direct);
        assertThat(source(PROXY, "Forwarded", "for=198.51.100.1", "X-Forwarded-For", "198.51.100.1")
                        .address())
                .isEqualTo("198.51.100.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "proxy.example", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0/8", "::/129", "/8"})
    void whatIsNoNetworkIsRefused(String network) {
        assertThatThrownBy(() -> TrustedProxies.of(List.of("10.0.0.0/8", network)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("trustedProxies[1]")
                .hasMessageContaining("'" + network + "'");
    }
}
