package io.codefleet.broker.gateway;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.ParameterFile;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayAddressTest {
    private static GatewayAddress of(String uri) {
        return GatewayAddress.of(CodefleetOptions.of(uri).namespace("team"));
    }

    @Test
    void itHasAHostAPortAndAPrefix() {
        assertThat(of("https://fleet.example"))
                .isEqualTo(new GatewayAddress(
                        "fleet.example", 443, true, "/gateway/v1?namespace=team", Optional.empty(), Optional.empty()));
        assertThat(of("https://fleet.example:8443/ci/fleet/?ca=/etc/ca.pem&keyFile=/etc/key"))
                .isEqualTo(new GatewayAddress(
                        "fleet.example",
                        8443,
                        true,
                        "/ci/fleet/gateway/v1?namespace=team",
                        Optional.of("/etc/ca.pem"),
                        Optional.of(new ParameterFile("keyFile", "/etc/key"))));
        assertThat(of("http://[::1]:8080").host()).isEqualTo("::1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:1", "http://localhost", "http://127.1.2.3/x", "HTTP://LOCALHOST"})
    void plainHttpIsForLoopback(String uri) {
        assertThat(of(uri).isTls()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "http://fleet.example,could read the API key",
        "http://127.0.0.1.example,could read the API key",
        "http://10.0.0.1:8080,could read the API key",
        "https://cf_0123_S3CRET@fleet.example,never into the URI",
        "https://fleet.example?key=S3CRET,never into the URI",
        "https://fleet.example?Token=S3CRET,never into the URI",
        "https://fleet.example?cas=x,did you mean ca?",
        "https://fleet.example?ca=,gives no value to ca",
        "https://fleet.example?ca=a&ca=b,twice",
        "http://127.0.0.1?ca=a,not TLS",
        "https://fleet.example#x,# part",
        "https:///x,names no host"
    })
    void aFaultIsNamedAndNoKeyIsShown(String uri, String words) {
        assertThatThrownBy(() -> of(uri))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("uri: ")
                .hasMessageContaining(words)
                .hasMessageNotContaining("S3CRET");
    }

    @Test
    void aKeyComesFromAFileOrAVariable(@TempDir Path folder) throws Exception {
        assertThatThrownBy(() -> ApiKeySource.of(Optional.empty(), name -> null))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("CODEFLEET_API_KEY: is not set");
        assertThatThrownBy(() -> ApiKeySource.of(Optional.empty(), name -> "cf_S3CRET and more"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageNotContaining("S3CRET");
        Vertx vertx = Vertx.vertx();
        try {
            Path file = Files.writeString(folder.resolve("key"), " cf_1_2\n");
            assertThat(get(ApiKeySource.of(Optional.of(new ParameterFile("keyFile", file.toString())), name -> "other")
                            .read(vertx)))
                    .isEqualTo("cf_1_2");
            ParameterFile none =
                    new ParameterFile("keyFile", folder.resolve("none").toString());
            assertThatThrownBy(() ->
                            get(ApiKeySource.of(Optional.of(none), name -> null).read(vertx)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining(
                            "names the keyFile " + none.path() + ", which cannot be read: it does not exist");
        } finally {
            get(vertx.close());
        }
    }
}
