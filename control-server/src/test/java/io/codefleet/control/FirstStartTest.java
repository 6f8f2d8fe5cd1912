package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.control.auth.Role;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Vertx;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody comes into a new control plane but by its link, on its own machine. */
class FirstStartTest {
    private final Vertx vertx = Vertx.vertx();
    private CodefleetClient fleet;

    @BeforeEach
    void start() throws Exception {
        fleet = get(Codefleet.connect(vertx, CodefleetOptions.of("memory:" + UUID.randomUUID())));
    }

    @AfterEach
    void stop() throws Exception {
        get(fleet.close());
        get(vertx.close());
    }

    private ControlServer on(String host) {
        return ControlServer.on(
                vertx, fleet, ControlOptions.builder().host(host).build());
    }

    private static HttpResponse<String> ask(String uri, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void itDoesNotListenForOtherMachinesBeforeSomebodyHasAKey() throws Exception {
        ControlServer control = on("0.0.0.0");
        assertThatThrownBy(() -> get(control.listen(0)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("host")
                .hasMessageContaining("codefleet keys create");

        Instant past = Instant.now().minusSeconds(1);
        get(control.keys().issue("ann", Role.ADMIN, Optional.of(past)));
        assertThatThrownBy(() -> get(control.listen(0))).isInstanceOf(InvalidInputException.class);

        get(control.keys().issue("ann", Role.ADMIN, Optional.empty()));
        assertThat(get(control.listen(0))).isPositive();
        get(control.close());
    }

    @Test
    void thereIsNoKeyBeforeOneIsMade() throws Exception {
        ControlServer control = on("127.0.0.1");
        int port = get(control.listen(0));
        assertThat(get(control.keys().list())).isEmpty();
        assertThat(ask(control.address(port) + "/api/v1/tasks").statusCode()).isEqualTo(401);
        get(control.close());
    }

    @Test
    void theLinkSignsOneBrowserInWithACookieThatScriptsDoNotSee() throws Exception {
        ControlServer control = on("127.0.0.1");
        int port = get(control.listen(0));
        String link = get(control.loginLink(port));

        String set = ask(link).headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(set)
                .containsIgnoringCase("HttpOnly")
                .contains("SameSite=Strict")
                .contains("Path=/");
        HttpCookie cookie = HttpCookie.parse(set).get(0);
        String header = cookie.getName() + "=" + cookie.getValue();
        assertThat(ask(control.address(port) + "/api/v1/keys", "Cookie", header).statusCode())
                .isEqualTo(200);

        assertThat(ask(link).headers().map()).doesNotContainKey("set-cookie");
        get(control.close());
    }
}
