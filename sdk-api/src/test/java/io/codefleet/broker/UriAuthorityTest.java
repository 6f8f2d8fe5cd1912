package io.codefleet.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.error.InvalidInputException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UriAuthorityTest {

    private static UriAuthority of(String uri) {
        return UriAuthority.of(URI.create(uri));
    }

    @Test
    void eachServerHasAPort() {
        assertThat(of("kafka://a:1,b,c.example").servers(9092)).containsExactly("a:1", "b:9092", "c.example:9092");
        assertThat(of("kafka://[::1]").servers(9092)).containsExactly("[::1]:9092");
        assertThat(of("kafka://[::1]:1").servers(9092)).containsExactly("[::1]:1");
    }

    @Test
    void theLastAtSignEndsTheUserInfo() {
        UriAuthority authority = of("kafka://ann:p@%40@a,b");
        assertThat(authority.userInfo()).contains("ann:p@%40");
        assertThat(authority.hosts()).containsExactly("a", "b");
        assertThat(of("kafka://a,b").userInfo()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"kafka:x, ''", "kafka:///, ''", "'kafka://a,,b', ''", "'kafka://a,b:x', b:x", "'kafka://a,b_c', b_c"})
    void aHostThatIsNoneIsRefused(String uri, String host) {
        assertThatThrownBy(() -> of(uri).servers(9092))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "uri: names the host '" + host + "'; write kafka://host:port, as in kafka://localhost:9092");
    }

    @ParameterizedTest
    @CsvSource({"nats://host/path, ends in /path; write nats://host:port", "nats://host#x, has a # part"})
    void whatFollowsTheServersIsRefused(String uri, String fault) {
        UriAuthority authority = of(uri);
        assertThatThrownBy(authority::refusePath)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(fault);
    }

    @Test
    void aSlashAtTheEndDoesNotCount() {
        assertThat(of("nats://host/")).satisfies(UriAuthority::refusePath);
        assertThat(of("nats://host?lead=false")).satisfies(UriAuthority::refusePath);
    }
}
